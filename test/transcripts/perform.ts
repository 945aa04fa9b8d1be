import type { Town } from "../town/town.ts";
import type { Scene, Setting, Shown, Stage } from "./stage.ts";

type Line =
  | { readonly kind: "title"; readonly title: string; readonly setting: Setting }
  | { readonly kind: "says"; readonly name: string; readonly text: string; readonly inReplyTo?: string }
  | { readonly kind: "edits"; readonly words: string; readonly text: string }
  | { readonly kind: "deletes"; readonly words: string }
  | { readonly kind: "presses"; readonly name: string; readonly label: string }
  /** `ms` null: until nothing more happens. */
  | { readonly kind: "pause"; readonly ms: number | null };

const TITLE = /^# (?<title>.+) \((?<setting>private|group|thread)\)$/;
const PAUSE = /^\.\.\.(?: (?<count>[\d.]+) (?<unit>s|min))?$/;
const REPLIES = /^(?<name>\S+) replies to "(?<words>.+?)": (?<text>.+)$/;
const EDITS = /^\S+ edits "(?<words>.+)" to: (?<text>.+)$/;
const DELETES = /^\S+ deletes "(?<words>.+)"$/;
const PRESSES = /^(?<name>\S+) presses (?<label>.+)$/;
const SAYS = /^(?<name>[^\s:]+): (?<text>.+)$/;

const SETTINGS: Readonly<Record<string, Setting>> = { private: "private", group: "group", thread: "thread" };
const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000 };

/** After so long without anything new there is nothing to come. */
const QUIET_MS = 5_000;

/** Reads one line of a scenario; null for an empty one. Throws when it says nothing that can be played. */
function readLine(line: string): Line | null {
  if (line.trim() === "") return null;
  const groupsOf = (pattern: RegExp) => pattern.exec(line)?.groups;
  const title = groupsOf(TITLE);
  if (title) {
    return {
      kind: "title",
      title: title["title"] ?? "",
      setting: SETTINGS[title["setting"] ?? ""] ?? "private",
    };
  }
  const pause = PAUSE.exec(line);
  if (pause) {
    const { count, unit } = pause.groups ?? {};
    return { kind: "pause", ms: count === undefined ? null : Number(count) * (UNITS_MS[unit ?? ""] ?? 0) };
  }
  const { name = "", words = "", text = "", label = "", kind } = read(groupsOf);
  switch (kind) {
    case "replies":
      return { kind: "says", name, text, inReplyTo: words };
    case "says":
      return { kind, name, text };
    case "edits":
      return { kind, words, text };
    case "deletes":
      return { kind, words };
    case "presses":
      return { kind, name, label };
    case undefined:
      throw new Error(`The scenario says "${line}", which nobody can do.`);
  }
}

interface Groups {
  readonly kind: "replies" | "edits" | "deletes" | "presses" | "says" | undefined;
  readonly name?: string;
  readonly words?: string;
  readonly text?: string;
  readonly label?: string;
}

function read(groupsOf: (pattern: RegExp) => Readonly<Record<string, string>> | undefined): Groups {
  const patterns = [
    ["replies", REPLIES],
    ["edits", EDITS],
    ["deletes", DELETES],
    ["presses", PRESSES],
    ["says", SAYS],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const groups = groupsOf(pattern);
    if (groups) return { kind, ...groups };
  }
  return { kind: undefined };
}

/** Plays a scenario on one stage and writes down what people see: each line of theirs, and whatever of the bot's is new. */
export async function perform(scenario: string, stage: Stage, town: Town): Promise<string> {
  const written: string[] = [];
  const lines = scenario.split("\n").map((source) => ({ source, line: readLine(source) }));
  let scene: Scene | undefined;
  let setting: Setting = "private";
  const known = new Map<string, string>();

  function tell() {
    for (const shown of scene?.seen() ?? []) {
      const look = draw(shown);
      const before = known.get(shown.id);
      if (before === look) continue;
      written.push(
        headOf(shown, before !== undefined),
        ...look.split("\n").map((line) => `    ${line}`.trimEnd()),
      );
      known.set(shown.id, look);
    }
  }

  async function untilQuiet() {
    let last = "";
    for (;;) {
      await town.clock.advance(QUIET_MS);
      const now = (scene?.seen() ?? []).map(draw).join("\n");
      if (now === last && town.model.status().active === 0) return;
      last = now;
    }
  }

  for (const { source, line } of lines) {
    if (line === null) continue;
    if (line.kind === "title") {
      written.push("", source, "");
      scene = undefined;
      ({ setting } = line);
      known.clear();
      continue;
    }
    if (line.kind === "pause") {
      if (line.ms !== null) written.push(`... ${source.slice(4)}`);
      await (line.ms === null ? untilQuiet() : town.clock.advance(line.ms));
      tell();
      continue;
    }
    written.push(source);
    scene ??= stage.open(setting, line.kind === "says" ? line.name : "");
    switch (line.kind) {
      case "says":
        scene.says(line.name, line.text, line.inReplyTo);
        break;
      case "edits":
        scene.edits(line.words, line.text);
        break;
      case "deletes":
        scene.deletes(line.words);
        break;
      case "presses":
        scene.presses(line.name, line.label);
        break;
    }
    await town.clock.advance(0);
  }
  return `${written.join("\n").trim()}\n`;
}

function headOf({ answers, onlyFor }: Shown, changed: boolean): string {
  const how = [
    ...(changed ? ["changed"] : []),
    ...(answers === null ? [] : [`in reply to “${answers}”`]),
    ...(onlyFor === "one person" ? ["for this person only"] : onlyFor === "a moment" ? ["for a moment"] : []),
  ];
  return `Lantern${how.length === 0 ? "" : ` (${how.join(", ")})`}:`;
}

function draw({ text, buttons }: Shown): string {
  return [text, ...buttons.map((button) => `[${button}]`)].join("\n");
}

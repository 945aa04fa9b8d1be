import { describe, expect, it } from "vitest";
import { withOpenLinks } from "../../../src/adapters/discord/open-links.ts";
import { formatForTelegram } from "../../../src/adapters/telegram/formatting/format.ts";
import type { Cited, Ending } from "../../../src/core/chat.ts";
import { endingText } from "../../../src/core/streaming/ending-text.ts";
import { FIGURES } from "../../fakes/scripted-conversation.ts";

const failed: Ending = {
  kind: "failed",
  text: "",
  code: "model",
  sentence: "The model is resting.",
  incident: "k3x9",
};

it("is the answer itself when there is nothing else to say", () => {
  const text = "Hello.\n\n```js\nlet a;\n";
  expect(endingText({ kind: "answered", text, notes: [], figures: FIGURES })).toBe(text);
});

it("puts each note on a line of its own below the answer", () => {
  expect(endingText({ kind: "answered", text: "Hello.\n", notes: ["One.", "Two."], figures: FIGURES })).toBe(
    "Hello.\n\nⓘ One.\nⓘ Two.",
  );
});

it("leaves a note its own sign", () => {
  expect(endingText({ kind: "answered", text: "Hello.", notes: ["⚡ Again.", "1."], figures: FIGURES })).toBe(
    "Hello.\n\n⚡ Again.\nⓘ 1.",
  );
});

describe("the documents that an answer came from", () => {
  const citing = (sentence: string, ...files: readonly [string, ...string[]]): Cited => {
    const [first, ...others] = files;
    const source = (file: string) => ({ id: file, file, heading: "" });
    return { sentence, sources: [source(first), ...others.map(source)] };
  };

  it("are named above the notes, and below as much of an answer as there is", () => {
    const cited = citing("Sources: a.md; b/a.md › How to", "a.md", "b/a.md");
    expect(endingText({ kind: "answered", text: "Hello.", notes: ["One."], cited, figures: FIGURES })).toBe(
      "Hello.\n\nSources: `a.md`; `b/a.md` › How to\nⓘ One.",
    );
    expect(endingText({ kind: "stopped", text: "Hel", notes: ["Stopped."], cited, figures: FIGURES })).toBe(
      "Hel\n\nSources: `a.md`; `b/a.md` › How to\n⏹ Stopped.",
    );
    expect(endingText({ kind: "answered", text: " ", notes: [], cited, figures: FIGURES })).toBe("");
  });

  const NASTY = [
    "handbook.md",
    "@everyone.txt",
    "*new* _x_ ~~y~~.md",
    "[docs](https:evil.example).md",
    "<@123>.md",
    "a`b``c`.md",
    "`.md",
    "#1 ||x||.csv",
    "$& (.*)+\\.md",
    "a\nb.md",
    "https:/evil.example/x.md",
    "资料/手册.md",
  ] as const;

  it.each(NASTY)("are shown on Telegram as they are called: %j", (file) => {
    const cited = citing(`Sources: ${file} › *a* [b](https://c.example) @d`, file);
    const markdown = endingText({ kind: "answered", text: "Hello.", notes: [], cited, figures: FIGURES });
    const { text, entities } = formatForTelegram(markdown);
    const name = file.replace("\n", " ").replaceAll("`", "'");
    expect(text).toBe(`Hello.\n\nSources: ${name} › *a* [b](https://c.example) @\u2060d`);
    expect(entities).toEqual([{ type: "code", offset: text.indexOf(name), length: name.length }]);
  });

  it.each(NASTY)("are left alone on Discord, which reads code as code: %j", (file) => {
    const cited = citing(`Sources: ${file}`, file);
    const markdown = endingText({ kind: "answered", text: "Hello.", notes: [], cited, figures: FIGURES });
    expect(markdown.replace(/^[^`]*`/, "")).toMatch(/^[^`]+`$/);
    // What looks like a link is spelled out there, also in code.
    expect(withOpenLinks(markdown)).toBe(markdown.replace("[docs](", "docs ("));
  });
});

it("marks a stopped answer, with words or without", () => {
  expect(endingText({ kind: "stopped", text: "Hel", notes: ["Stopped."], figures: FIGURES })).toBe(
    "Hel\n\n⏹ Stopped.",
  );
  expect(endingText({ kind: "stopped", text: " ", notes: ["Stopped."], figures: FIGURES })).toBe(
    "⏹ Stopped.",
  );
});

it("says what went wrong below as much of the answer as there is", () => {
  expect(endingText(failed)).toBe("⚠️ The model is resting. (k3x9)");
  expect(endingText({ ...failed, text: "Hel", incident: "" })).toBe("Hel\n\n⚠️ The model is resting.");
});

it("closes a code block that the answer leaves open, so that the bot does not speak in code", () => {
  expect(endingText({ ...failed, text: "```js\nlet a" })).toBe(
    "```js\nlet a\n```\n\n⚠️ The model is resting. (k3x9)",
  );
});

it("is blank when there is neither an answer nor anything to say about it", () => {
  expect(endingText({ kind: "stopped", text: "", notes: [], figures: FIGURES })).toBe("");
});

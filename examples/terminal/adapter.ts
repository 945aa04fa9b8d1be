import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { AdapterState, ChatAdapter } from "../../src/core/chat-adapter.ts";
import type { Person, Reply } from "../../src/core/chat.ts";
import { channelId, COMMAND_NAMES } from "../../src/core/chat.ts";
import { SurfaceError } from "../../src/core/errors.ts";
import type { Language } from "../../src/core/language.ts";
import type { Log } from "../../src/core/log.ts";

export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** What the person at the terminal reads. */
  readonly language: Language;
  readonly log: Log;
}

// A platform of its own would be one more name in PLATFORMS (src/core/chat.ts). An example takes the place of the page.
const PLATFORM = "web";
const CHANNEL = channelId(PLATFORM, "terminal");
/** There is one place only; a version that needs to know more of it changes the number. */
const PLACE = JSON.stringify({ terminal: 1 });
const WHERE = { channel: CHANNEL, origins: [], place: PLACE } as const;
/** Whoever sits at the machine. */
const PERSON: Person = { id: `${PLATFORM}:terminal`, name: "", managesChannel: true };
const COMMAND = { ...WHERE, person: PERSON, direct: true, hears: "everything" } as const;
const NOBODY_ELSE = { mentionsBot: false, repliesToBot: false, mentionsOthers: false, authorIsBot: false };

/** A chat with one person in a terminal, where each line is a message. It is `lost` for good when the input ends. */
export function createTerminalAdapter({ input, output, language, log }: TerminalOptions): ChatAdapter {
  return {
    platform: PLATFORM,
    start(core, onState) {
      const lines = createInterface({ input, terminal: false, crlfDelay: Infinity });
      const screen = createScreen(output);
      const handovers = new Set<Promise<void>>();
      let takesMore = true;
      let state: AdapterState = { kind: "connecting" };

      function become(next: AdapterState): void {
        if (state.kind === "stopped") return;
        state = next;
        onState(next);
      }

      async function take(line: string): Promise<void> {
        const text = line.trim();
        const [, word, behind = ""] = /^\/(\w+)\s*(.*)$/.exec(text) ?? [];
        const name = COMMAND_NAMES.find((known) => known === word?.toLowerCase());
        if (name) {
          const said = name === "settings" && behind !== "" ? { text: behind } : {};
          const answer = await core.command({ ...COMMAND, name, language, ...said }, screen.reply());
          if (answer) screen.line(answer.sentence);
        } else if (text !== "") {
          const id = randomUUID(); // a count would begin again at the next start, and ids are remembered
          const facts = { kind: "direct", ...NOBODY_ELSE } as const;
          await core.receive({ ...WHERE, id, author: PERSON, text, facts, locale: language }, screen.reply());
        }
      }

      lines.on("line", (line) => {
        if (!takesMore) return;
        // The next line does not wait for this; stopping does.
        const handover = take(line)
          .catch((error: unknown) => log.error("a line could not be handed over", { error }))
          .finally(() => handovers.delete(handover));
        handovers.add(handover);
      });
      lines.once("close", () => become({ kind: "lost", sentence: "The terminal was closed." }));
      // Not at once: only when `start` has returned can the core ask for replies.
      queueMicrotask(() => {
        if (state.kind !== "connecting") return;
        become({ kind: "connected" });
        core.expect(CHANNEL);
      });

      async function stopIntake(): Promise<void> {
        takesMore = false;
        await Promise.all(handovers);
      }

      return {
        state: () => state,
        replyAt: (place) => (place === PLACE ? screen.reply() : null),
        stopIntake,
        async close() {
          await stopIntake();
          become({ kind: "stopped" });
          lines.close();
          screen.close();
        },
      };
    },
  };
}

/** What would steer the terminal; a model's words must not. */
const STEERING = /(?![\n\t])\p{Cc}/gu;

/** Paper: what was printed stays, so a text that becomes another one is printed anew below a mark. */
function createScreen(output: Writable) {
  const gone = new AbortController();
  const onError = () => gone.abort();
  let atLineStart = true;
  output.on("error", onError);

  function print(text: string): void {
    if (text === "" || gone.signal.aborted) return;
    output.write(text.replace(STEERING, ""));
    atLineStart = text.endsWith("\n");
  }

  function line(text: string): void {
    print(`${atLineStart ? "" : "\n"}${text}\n`);
  }

  function reply(): Reply {
    let shown = "";

    function show(text: string): void {
      if (shown.startsWith(text)) return;
      const goesOn = text.startsWith(shown);
      if (!goesOn) line("↻");
      print(goesOn ? text.slice(shown.length) : text);
      shown = text;
    }

    return {
      lost: gone.signal,
      track: () => undefined, // what was printed cannot be gone on with after a restart
      working(progress) {
        if (progress.kind === "waiting") line(progress.sentence);
      },
      show,
      async finish(ending) {
        show(ending.text);
        const cited = ending.kind === "failed" ? undefined : ending.cited?.sentence;
        line(ending.kind === "failed" ? ending.sentence : [cited ?? [], ending.notes].flat().join("\n"));
        if (gone.signal.aborted) throw new SurfaceError("gone", "The terminal was closed.");
      },
    };
  }

  return { line, reply, close: () => void output.off("error", onError) };
}

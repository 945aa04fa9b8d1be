import { inspect } from "node:util";
import type { Log, LogFields } from "../../log.ts";
import type { FromLibrary, LibraryState } from "../protocol.ts";

/** The bot, as this process sees it. */
export interface BotSide {
  /** Resolves when the message is on its way; a bot that is gone ends this process through `disconnect`. */
  readonly say: (message: FromLibrary) => Promise<void>;
  /** The bot's own log. */
  readonly log: Log;
}

/** `send` hands a message to the bot, where there is one. */
export function createBotSide(send: NodeJS.Process["send"]): BotSide {
  function say(message: FromLibrary): Promise<void> {
    return new Promise((resolve) => {
      if (send) send(message, undefined, {}, () => resolve());
      else resolve();
    });
  }

  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: LogFields = {}) => {
      const texts: Record<string, string> = {};
      for (const [name, value] of Object.entries(fields))
        texts[name] = typeof value === "string" ? value : inspect(value);
      void say({ type: "log", level, message, fields: texts });
    };
  const log: Log = {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => log,
  };
  return { say, log };
}

/** The state is told so often while documents are read. */
const TELL_EVERY_MS = 200;

/** Tells the bot of a state that changes. */
export interface Teller {
  /** Tells what `state` gives, now and after each call of {@link changed}. */
  readonly begin: (state: () => LibraryState) => void;
  readonly changed: () => void;
}

/** One that tells nothing twice, and not too often. */
export function createTeller(say: BotSide["say"]): Teller {
  let current: (() => LibraryState) | null = null;
  let due: NodeJS.Timeout | null = null;
  let told = "";

  function tell(): void {
    due = null;
    if (!current) return;
    const state = current();
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    void say({ type: "state", state });
  }

  return {
    begin(state) {
      current = state;
      tell();
    },
    changed() {
      due ??= setTimeout(tell, TELL_EVERY_MS);
    },
  };
}

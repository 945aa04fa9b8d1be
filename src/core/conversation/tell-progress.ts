import type { Working } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { AnswerEvent } from "../engine/language-model.ts";
import type { LineSpeed } from "./line-speed.ts";
import type { Sentences } from "./sentences.ts";

/** Makes of what the model tells of one answer what people are to know before its first words. */
export interface ProgressTeller {
  /** To be given every event in order; null when there is nothing to tell. */
  tell(event: AnswerEvent): Working | null;
}

/** Speaks with `sentences`; learns from this answer's wait how fast `line` moves. */
export function createProgressTeller(options: {
  sentences: Sentences;
  line: LineSpeed;
  clock: Clock;
}): ProgressTeller {
  const { sentences, line, clock } = options;
  /** Where and when it came into the line; null while it is in none. */
  let entry: { readonly ahead: number; readonly at: number } | null = null;

  function leaveLine(): void {
    if (entry) line.passed(entry.ahead, clock.now() - entry.at);
    entry = null;
  }

  return {
    tell(event) {
      switch (event.kind) {
        case "waiting": {
          const { kind, ahead } = event;
          entry ??= { ahead, at: clock.now() };
          const ms = line.expectedMs(ahead);
          const seconds = ms === null ? null : Math.max(1, Math.round(ms / 1000));
          return { kind, ahead, sentence: sentences.inLine(ahead, seconds) };
        }
        case "reading": {
          leaveLine();
          const { kind, done, total } = event;
          return { kind, done, total, sentence: sentences.reading(done, total) };
        }
        case "text":
          leaveLine();
          return null;
        case "restart": // it says nothing about the line how long an engine took to die
        case "done": // nor how long somebody waited who gave up
          entry = null;
          return null;
      }
    },
  };
}

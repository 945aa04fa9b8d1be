import type { AnswerFigures } from "./language-model.ts";

/** The figures of an answer that was stopped before its turn came, after `msInLine` milliseconds of waiting. */
export function figuresOfNothing(msInLine: number): AnswerFigures {
  return {
    tokensRead: 0,
    tokensReused: 0,
    tokensWritten: 0,
    msInLine,
    msToFirstToken: null,
    tokensPerSecond: 0,
    longestGapMs: 0,
    seed: 0,
    turnsLeftOut: 0,
    passagesRead: 0,
    ended: "stopped",
  };
}

import type { FailureCode } from "../chat.ts";
import { HistoryError, ModelError } from "../errors.ts";
import type { Sentences } from "./sentences.ts";

/** What a person hears of an error. */
export interface Apology {
  readonly code: FailureCode;
  readonly sentence: string;
  /** Whether the log has more to say about it. */
  readonly ours: boolean;
}

/** Turns what went wrong into one plain sentence; nothing of the error's own text gets through. */
export function apologyFor(error: unknown, sentences: Sentences): Apology {
  if (error instanceof ModelError) {
    switch (error.code) {
      case "too-long":
        return { code: "too-long", sentence: sentences.messageTooLong, ours: false };
      case "stopped":
        return { code: "stopping", sentence: sentences.shuttingDown, ours: false };
      case "loading":
        return { code: "model", sentence: sentences.stillStarting, ours: false };
      case "missing":
      case "not-a-model":
      case "unfit":
      case "crashed":
        return { code: "model", sentence: sentences.modelFailed, ours: true };
    }
  }
  if (error instanceof HistoryError) {
    switch (error.code) {
      case "unreadable":
        return { code: "history", sentence: sentences.historyUnreadable, ours: true };
      case "unwritable":
        return { code: "history", sentence: sentences.historyUnwritable, ours: true };
    }
  }
  return { code: "model", sentence: sentences.somethingWrong, ours: true };
}

import type { ChannelId, PersonId } from "../chat.ts";
import type { SourceRef } from "../knowledge/knowledge.ts";

/** An answer that was given to the first question of a conversation. */
export interface StoredAnswer {
  readonly text: string;
  /** The documents that it came from. */
  readonly sources: readonly SourceRef[];
}

/** Whose words an answer was given to. */
export interface Given {
  readonly channel: ChannelId;
  readonly person: PersonId;
}

/**
 * Answers to first questions, over restarts. `scope` stands for all else that an answer depends on: the model, the system
 * prompt, the settings, the language, the documents; what was stored for one scope is never found in another.
 */
export interface StoredAnswers extends AsyncDisposable {
  /** The answer to the same question: case, width, punctuation, blanks and the two Chinese scripts make no difference. */
  find(question: string, scope: string): StoredAnswer | null;
  /** Never rejects: what cannot be stored is asked of the model again. */
  keep(question: string, scope: string, answer: StoredAnswer, given: Given): Promise<void>;
  /** Lets go of what was answered in the channel, and of a person only if one is named. Throws {@link HistoryError} `unwritable`. */
  forget(channel: ChannelId, person?: PersonId): Promise<void>;
}

/** An answer that the owner wrote, and how close its closest question comes. */
export interface PinnedMatch {
  readonly answer: string;
  /** The question as the owner wrote it. */
  readonly question: string;
  /** From 0 to 1; 1 is the same question. */
  readonly score: number;
}

/**
 * From this score on a question is taken for one that the owner has answered. A wrong answer in the owner's name does more
 * harm than one more that the model writes: at 0.8, what two questions are about has to be the same, each rare word,
 * number and negation of it, while courtesy, word order, inflection and words such as `you` may differ. One rare word more
 * leaves 0.7 at the most, and the loosest pairs of the tests that are the same reach 0.8.
 */
export const SAME_QUESTION = 0.8;

/** The owner's own answers, in a file that may change at any time. */
export interface PinnedAnswers {
  /** How many there are now. Never rejects. */
  count(): Promise<number>;
  /** The closest ones, the best first, also those below {@link SAME_QUESTION}. Never rejects: a file that cannot be read is logged. */
  match(question: string, limit: number): Promise<readonly PinnedMatch[]>;
  /** Another text whenever the file has changed. */
  version(): string;
}

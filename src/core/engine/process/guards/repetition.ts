/** Notices when an answer has begun to write the same words again and again, as small models do. */
export interface RepetitionGuard {
  /** Takes the next token of the answer. True: the answer has begun to loop and should end now. */
  push(token: number): boolean;
  /**
   * How many tokens of the answer come before the second copy of what it repeats, which is what is worth keeping. All of
   * them while nothing loops.
   */
  loopStart(): number;
}

/** The longest block that is looked for, in tokens: a long paragraph, or a list that comes back as a whole. */
const MAX_PERIOD = 200;

/**
 * A block of p tokens is a loop once it stands there three times and {@link PATIENCE} tokens more, all verbatim and in
 * a row: single tokens 103 times, a sentence of 12 tokens 11 times, a paragraph of 100 four times. A shorter block has
 * to come back more often, since that is where honest text repeats itself: a row of 80 dashes, the hundred zeros of
 * a googol, an empty table of ten rows, the empty middle of a chessboard, a refrain. The smallest change, such as the
 * number in a list, begins the count anew.
 */
const COPIES = 3;
const PATIENCE = 100;

/** Costs {@link MAX_PERIOD} comparisons of integers a token, whatever the length of the answer. */
export function createRepetitionGuard(): RepetitionGuard {
  /** The last tokens, round and round; no token is negative. */
  const recent = new Int32Array(MAX_PERIOD).fill(-1);
  /** For each period, how many of the last tokens in a row were the same as the one a period before. */
  const runs = new Int32Array(MAX_PERIOD + 1);
  let count = 0;
  let start = 0;

  return {
    push(token) {
      const end = count % MAX_PERIOD;
      count++;
      start = count;
      // From the longest to the shortest: a loop of p is one of 2p too, and is to be cut after one copy.
      for (let period = MAX_PERIOD; period > 0; period--) {
        const before = recent[end < period ? end - period + MAX_PERIOD : end - period];
        const run = before === token ? (runs[period] ?? 0) + 1 : 0;
        runs[period] = run;
        if (run >= (COPIES - 1) * period + PATIENCE) start = count - run;
      }
      recent[end] = token;
      return start < count;
    },
    loopStart: () => start,
  };
}

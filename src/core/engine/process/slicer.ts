/** Says how much of a prompt is read in one step, so that those who are being written to do not notice. */
export interface Slicer {
  /** Tokens of its prompt that each of `readers` takes in the next step, beside `writers`; at least 1. */
  size(step: { readonly writers: number; readonly readers: number }): number;
  /** The step that {@link Slicer.size} was last asked for, with readers and writers, took `ms`; the next ones are made to fit. */
  tookMs(ms: number): void;
}

/** What a step may take beside writers: between two of their tokens lie at most 250 ms, with some to spare for a slow step. */
const STEP_MS = 200;
/**
 * Beside writers llama.cpp reads a first token of the prompt together with theirs, and the others in a pass of their own. That
 * pass takes them in groups of 16, and a group that is not full is as dear as a full one: with F16 as installed, 16 tokens in all take
 * 198 ms, 20 take 265 and 32 take 275.
 */
const GROUP = 16;
const SIZES = [1, 2, 3, 4].map((groups) => groups * GROUP + 1);
/** How much dearer a size that was not tried yet is thought to be: of twice the tokens, 1.6 times as dear. */
const DEARER = 0.6;
/** One slow step must not throw it off, nor be remembered of a size that was only tried. */
const MOST_CHANGE = 1.25;
const FORGET_AFTER_STEPS = 64;

/**
 * Nobody to wait: whole batches of `batchTokens`. Beside writers, the largest of 17, 33, 49 and 65 tokens that this machine reads
 * in {@link STEP_MS}; 17 where it reads none of them in that time.
 */
export function createSlicer(batchTokens: number): Slicer {
  /** What a step with each size takes, as far as is known. */
  const taken = new Map<number, number>();
  let last: number = GROUP + 1;
  let steps = 0;

  function expected(size: number): number {
    const known = taken.get(size);
    if (known !== undefined) return known;
    const ms = taken.get(last);
    return ms === undefined ? Infinity : ms * (1 + DEARER * (size / last - 1));
  }

  function largestInTime(): number {
    return SIZES.findLast((size) => expected(size) <= STEP_MS) ?? GROUP + 1;
  }

  return {
    size({ writers, readers }) {
      if (readers === 0) return 1;
      if (writers > 0) last = largestInTime();
      const total = writers === 0 ? batchTokens : Math.min(last, batchTokens - writers);
      return Math.max(1, Math.floor(total / readers));
    },
    tookMs(ms) {
      const before = taken.get(last) ?? ms;
      // The machine has become faster or slower, and that goes for all sizes.
      const change = Math.min(MOST_CHANGE, Math.max(1 / MOST_CHANGE, ms / before));
      for (const [size, known] of taken) taken.set(size, known * change);
      if (++steps % FORGET_AFTER_STEPS === 0) taken.clear();
      taken.set(last, before * change);
    },
  };
}

/** Says how much of a prompt is read in one step, so that those who are being written to do not notice. */
export interface Slicer {
  /** Tokens of its prompt that each of `readers` takes in the next step, beside `writers`; at least 1. */
  size(step: { readonly writers: number; readonly readers: number }): number;
  /** A step with readers and writers took `ms`; the next ones are made to fit. */
  tookMs(ms: number): void;
}

/** What a step may take beside writers: between two of their tokens lie at most 250 ms, with some to spare for a slow step. */
const STEP_MS = 200;
const LARGEST_BESIDE = 64;
const SMALLEST_BESIDE = 16;
/** One slow step must not throw it off. */
const MOST_CHANGE = 1.25;

/**
 * Nobody to wait: whole batches of `batchTokens`. Beside writers, as many tokens as this machine reads in {@link STEP_MS}:
 * 16 to 64, found by trying, in groups of four as the processor takes them.
 */
export function createSlicer(batchTokens: number): Slicer {
  let beside = LARGEST_BESIDE / 2;
  return {
    size({ writers, readers }) {
      if (readers === 0) return 1;
      const total = writers === 0 ? batchTokens : Math.min(4 * Math.round(beside / 4), batchTokens - writers);
      return Math.max(1, Math.floor(total / readers));
    },
    tookMs(ms) {
      const change = Math.min(MOST_CHANGE, Math.max(1 / MOST_CHANGE, STEP_MS / ms));
      beside = Math.min(LARGEST_BESIDE, Math.max(SMALLEST_BESIDE, beside * change));
    },
  };
}

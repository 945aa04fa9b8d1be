/** Tokens of one step while answers are being written: their next token waits no longer than this takes to read. */
const STEP_BESIDE_WRITERS = 64;

/**
 * How many tokens of its prompt each reader takes in the next step; at least 1. Nobody to wait: a whole batch. Else a
 * step of 64 tokens in all, the writers' included, since the processor takes tokens in groups of four.
 */
export function sliceTokens(step: {
  readonly writers: number;
  readonly readers: number;
  readonly batchTokens: number;
}): number {
  const { writers, readers, batchTokens } = step;
  if (readers === 0) return 1;
  const total = writers === 0 ? batchTokens : Math.min(STEP_BESIDE_WRITERS, batchTokens);
  return Math.max(1, Math.floor((total - writers) / readers));
}

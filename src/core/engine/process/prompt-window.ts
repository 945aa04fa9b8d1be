export interface WindowQuestion {
  /** Tokens of each exchange, oldest first; the last is the question that waits for its answer. */
  readonly sizes: readonly number[];
  /** Tokens that the exchanges may take together. */
  readonly budget: number;
  /** The exchange that the window began with last time; 0 at first. */
  readonly start: number;
}

/**
 * Where the window begins: the index of the oldest exchange that is read, or null when the question alone does not
 * fit. It stays where it was while everything fits. When it has to move, it moves on until half of the budget is
 * free: each move makes all that stays be read again, so it must not happen at every turn.
 */
export function windowStart({ sizes, budget, start }: WindowQuestion): number | null {
  const question = sizes.at(-1) ?? 0;
  if (question > budget) return null;
  let total = sizes.slice(start).reduce((sum, size) => sum + size, 0);
  if (total <= budget) return start;
  let first = start;
  while (first < sizes.length - 1 && total > budget / 2) {
    total -= sizes[first] ?? 0;
    first++;
  }
  return first;
}

/** Draws numbers that look random and are the same each time. */
export interface Draw {
  /** From 0 up to 1, which it never is. */
  next(): number;
  /** A whole number from `low` to `high`. */
  whole(low: number, high: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
}

export function createDraw(seed: number): Draw {
  let state = seed;
  function next() {
    // The multiplication of a linear congruential generator, in whole numbers that a double holds exactly.
    state = (state * 48_271 + 11) % 2_147_483_647;
    return state / 2_147_483_647;
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return { next, whole, pick: (items) => items[whole(0, items.length - 1)] ?? items[0] };
}

import type { Turn } from "../turn.ts";

/** The newest turns of a channel that are kept. */
export const MAX_TURNS = 400;
/** The UTF-16 units that they hold together, names included. */
export const MAX_LENGTH = 400_000;

/**
 * A channel's turns after `exchange` has taken the place of the newest `replaces` ones. The oldest leave when there are
 * more than are kept, whole exchanges at a time: never an answer without its question. The newest exchange always stays.
 */
export function withExchange(
  turns: readonly Turn[],
  exchange: readonly Turn[],
  replaces: number,
): readonly Turn[] {
  const all = [...turns.slice(0, Math.max(0, turns.length - replaces)), ...exchange];
  let kept = all.length;
  let length = 0;
  for (let start = all.length - 1; start >= 0; start--) {
    const turn = all[start];
    if (turn === undefined) break;
    length += turn.text.length + (turn.role === "user" ? turn.speaker.length : 0);
    const count = all.length - start;
    if (kept < all.length && (length > MAX_LENGTH || count > MAX_TURNS)) break;
    if (turn.role === "user" && all[start - 1]?.role !== "user") kept = start;
  }
  return kept < all.length ? all.slice(kept) : all;
}

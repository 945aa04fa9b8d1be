import type { Clock } from "../clock.ts";

/** How fast the line in front of the model moves, measured on those who came through it lately. */
export interface LineSpeed {
  /** Milliseconds until it is the turn of one behind `ahead` others; null when nobody came through lately. */
  expectedMs(ahead: number): number | null;
  /** Somebody who stood behind `ahead` others had their turn after `ms`. */
  passed(ahead: number, ms: number): void;
}

/** So many of the newest measurements count, each for so long: answers of an hour ago tell little about those of now. */
const COUNTED = 8;
const COUNTED_FOR_MS = 10 * 60_000;

/** The speed of a line in which nobody has stood yet. */
export function createLineSpeed(clock: Clock): LineSpeed {
  let measured: readonly { readonly at: number; readonly msPerPlace: number }[] = [];

  return {
    expectedMs(ahead) {
      measured = measured.filter(({ at }) => clock.now() - at <= COUNTED_FOR_MS);
      if (measured.length === 0) return null;
      const sum = measured.reduce((sum, { msPerPlace }) => sum + msPerPlace, 0);
      return (sum / measured.length) * (ahead + 1);
    },
    passed(ahead, ms) {
      measured = [...measured, { at: clock.now(), msPerPlace: ms / (ahead + 1) }].slice(-COUNTED);
    },
  };
}

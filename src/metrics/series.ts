import { EMPTY_TALLY, type Tally, together } from "./tally.ts";

/** A stretch of time, begun at `start` (milliseconds since 1970), and what it came to. */
export interface Bucket {
  readonly start: number;
  readonly tally: Tally;
}

/** Stretches of one length, of which the last ones are remembered. */
export interface Series {
  /** Puts `tally` into the stretch that runs now. */
  add(tally: Tally): void;
  /** As many as are remembered, oldest first, the one that runs now last; empty where nothing happened. */
  readonly buckets: () => readonly Bucket[];
  /** Those that have changed since this was last called, by the places where they are kept. */
  takeChanged(): ReadonlyMap<string, Bucket>;
  /** Puts back what an earlier run kept. What is too old by now, or from a time to come, is passed over. */
  restore(kept: Iterable<Bucket>): void;
}

/** `name` is part of the places, which are as many as there are buckets. `date`: milliseconds since 1970. */
export function createSeries(options: {
  name: string;
  bucketMs: number;
  count: number;
  date: () => number;
}): Series {
  const { name, bucketMs, count, date } = options;
  /** By the number of the stretch since 1970, modulo `count`. */
  const slots = new Map<number, Bucket>();
  const changed = new Set<number>();

  const startOf = (time: number) => Math.floor(time / bucketMs) * bucketMs;
  const slotOf = (start: number) => (start / bucketMs) % count;

  function bucketAt(start: number): Bucket {
    const found = slots.get(slotOf(start));
    return found?.start === start ? found : { start, tally: EMPTY_TALLY };
  }

  return {
    add(tally) {
      const { start, tally: before } = bucketAt(startOf(date()));
      slots.set(slotOf(start), { start, tally: together(before, tally) });
      changed.add(slotOf(start));
    },
    buckets() {
      const last = startOf(date());
      return Array.from({ length: count }, (_, index) => bucketAt(last - (count - 1 - index) * bucketMs));
    },
    takeChanged() {
      const taken = [...changed].flatMap((slot) => {
        const bucket = slots.get(slot);
        return bucket ? [[`${name}:${slot}`, bucket] as const] : [];
      });
      changed.clear();
      return new Map(taken);
    },
    restore(kept) {
      const last = startOf(date());
      for (const bucket of kept) {
        const fits = bucket.start === startOf(bucket.start);
        if (fits && bucket.start <= last && bucket.start > last - count * bucketMs) {
          slots.set(slotOf(bucket.start), bucket);
        }
      }
    },
  };
}

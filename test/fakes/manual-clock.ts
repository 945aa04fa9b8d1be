import type { Clock } from "../../src/core/clock.ts";

/** A clock that stands still until a test turns it. */
export interface ManualClock extends Clock {
  /** Lets `ms` pass, waking sleepers in the order of their times and letting each one act before the next. */
  advance(ms: number): Promise<void>;
  /** How many sleeps have not ended. */
  sleepers(): number;
}

/** Lets everything that is ready to run, run: promise callbacks and one round of the event loop. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** `settled` lets what is ready to run, run, each time the hands were turned: {@link settle} where all of it is in this process. */
export function createManualClock(settled: () => Promise<void> = settle): ManualClock {
  let time = 0;
  const waiting = new Set<{ readonly at: number; readonly wake: () => void }>();

  function earliest(before: number) {
    return [...waiting].filter(({ at }) => at <= before).toSorted((a, b) => a.at - b.at)[0];
  }

  return {
    now: () => time,
    sleepers: () => waiting.size,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const sleeper = { at: time + Math.max(0, ms), wake };
        function wake() {
          waiting.delete(sleeper);
          signal.removeEventListener("abort", abort);
          resolve();
        }
        function abort() {
          waiting.delete(sleeper);
          reject(signal.reason); // oxlint-disable-line typescript/prefer-promise-reject-errors -- what the caller gave
        }
        waiting.add(sleeper);
        signal.addEventListener("abort", abort, { once: true });
      });
    },
    async advance(ms) {
      const end = time + ms;
      await settled();
      for (let next = earliest(end); next; next = earliest(end)) {
        time = Math.max(time, next.at);
        next.wake();
        await settled();
      }
      time = end;
      await settled();
    },
  };
}

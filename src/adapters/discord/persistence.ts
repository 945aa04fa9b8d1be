import type { Clock } from "../../core/clock.ts";
import { mayPass, pauseAskedBy } from "./failure.ts";

const LONGEST_PAUSE_MS = 60_000;

/** Milliseconds to wait after so many failures in a row: 1 s, then twice as long each time, at most a minute. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.max(0, failures - 1));
}

/**
 * Repeats `call` with growing pauses until it succeeds. Throws what it threw when waiting cannot help or `attempts` are
 * used up, and `signal.reason` on abort.
 */
export async function keepTrying<T>(
  call: () => Promise<T>,
  { clock, signal, attempts }: { clock: Clock; signal: AbortSignal; attempts: number },
): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error) || failures >= attempts) throw error;
      await clock.sleep(Math.max(pauseAfter(failures), pauseAskedBy(error)), signal);
    }
  }
}

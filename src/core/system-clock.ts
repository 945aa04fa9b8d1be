import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "./clock.ts";

/** The machine's own clock. Its sleeps hold the process alive until they end or are aborted. */
export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted(); // Node wraps the reason in an AbortError of its own
      throw error;
    }
  },
};

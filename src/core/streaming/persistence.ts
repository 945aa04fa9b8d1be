import type { Clock } from "../clock.ts";
import { SurfaceError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Pace } from "./pace.ts";

const MAX_RATE_LIMITS_IN_A_ROW = 10;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Carries out calls that must not be lost. */
export interface Persistence {
  /**
   * Makes `call` when the pace allows, before all that is less urgent, and again after every failure that may pass: after the
   * pause the platform asks for (ten times in a row), or after 1, 2, 4 … 30 s when it does not answer. Throws the last
   * {@link SurfaceError} when patience is used up or the failure is for good, `signal.reason` on abort.
   */
  run(call: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

interface PersistenceOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: Pace;
  /** How long a platform that does not answer is waited for, over all calls together. */
  readonly patienceMs: number;
}

/** The patience for the closing calls of one reply, or for what a command says. */
export function createPersistence(options: PersistenceOptions): Persistence {
  const { clock, log, pace, patienceMs } = options;
  let pausedMs = 0;

  return {
    async run(call, signal) {
      let rateLimits = 0;
      let pauseMs = FIRST_PAUSE_MS;
      for (;;) {
        const slot = await pace.turn("closing", signal);
        const error = await failureOf(call);
        slot.ended(error);
        if (error === undefined) return;
        signal.throwIfAborted();
        switch (error.code) {
          case "rate-limited":
            rateLimits++;
            if (rateLimits > MAX_RATE_LIMITS_IN_A_ROW) throw error;
            log.debug("a closing call is to wait", { retryAfterMs: error.retryAfterMs });
            break;
          case "unavailable":
            if (pausedMs + pauseMs > patienceMs) throw error;
            // Once for each silence, however long it lasts.
            log[pauseMs === FIRST_PAUSE_MS ? "warn" : "debug"]("a closing call has not succeeded yet", {
              error,
              nextTryMs: pauseMs,
            });
            rateLimits = 0;
            pausedMs += pauseMs;
            await clock.sleep(pauseMs, signal);
            pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
            break;
          case "gone":
          case "rejected":
            throw error;
        }
      }
    },
  };
}

/** What `call` failed with, as a {@link SurfaceError} whatever it was; undefined when it succeeded. */
export async function failureOf(call: () => Promise<void>): Promise<SurfaceError | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof SurfaceError) return error;
    return new SurfaceError("rejected", "The surface failed in an unexpected way.", { cause: error });
  }
}

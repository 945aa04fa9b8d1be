import type { Clock } from "../clock.ts";

/** When the next call that changes what is shown may go out. */
export interface Pace {
  /** Resolves when it may. Rejects with `signal.reason` on abort. */
  turn(signal: AbortSignal): Promise<void>;
  /** A call has ended; the next one may go out an interval later. */
  callEnded(): void;
  /** Nothing may go out for `ms` from now. */
  pauseFor(ms: number): void;
}

/** A pace that leaves `intervalMs` between the end of one call and the start of the next. */
export function createPace(clock: Clock, intervalMs: number): Pace {
  let freeAt = -Infinity;

  function pauseFor(ms: number) {
    freeAt = Math.max(freeAt, clock.now() + ms);
  }
  return {
    pauseFor,
    callEnded: () => pauseFor(intervalMs),
    async turn(signal) {
      signal.throwIfAborted();
      while (clock.now() < freeAt) await clock.sleep(freeAt - clock.now(), signal);
    },
  };
}

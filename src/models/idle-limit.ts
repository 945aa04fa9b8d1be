import type { Clock } from "../core/clock.ts";

/** Watches over something that should keep moving. */
export interface IdleLimit extends Disposable {
  /** Aborts with the outer signal, or once nothing has moved for too long. */
  readonly signal: AbortSignal;
  /** Something moved. */
  moved(): void;
  /** Whether it was this limit that aborted. */
  exceeded(): boolean;
}

/** Aborts after `ms` without {@link IdleLimit.moved}. Disposing it ends the watch. */
export function createIdleLimit(clock: Clock, ms: number, outer: AbortSignal): IdleLimit {
  const limit = new AbortController();
  const watch = new AbortController();
  let movedAt = clock.now();

  async function untilIdle() {
    for (let left = ms; left > 0; left = movedAt + ms - clock.now()) await clock.sleep(left, watch.signal);
    limit.abort();
  }
  untilIdle().catch(() => {}); // ended by dispose: nothing was idle

  return {
    signal: AbortSignal.any([outer, limit.signal]),
    moved: () => void (movedAt = clock.now()),
    exceeded: () => limit.signal.aborted,
    [Symbol.dispose]: () => {
      watch.abort();
    },
  };
}

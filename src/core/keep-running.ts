import type { Clock } from "./clock.ts";

/** A process that runs, or has run. */
export interface Running {
  /** Resolves when it is gone, with a word on how. */
  readonly exited: Promise<string>;
}

export interface KeepRunningOptions<Process extends Running> {
  /** Starts it again; `signal` is the one that ends all. */
  readonly start: (signal: AbortSignal) => Promise<Process>;
  /** How long it rests before each new start, in ms; the last pause repeats. One that lived a minute starts over. */
  readonly pausesMs: readonly number[];
  /** Told before each pause how it died; null when it could not be started. */
  readonly onDown: (how: string | null, pauseMs: number) => void;
  /** Told why a start failed. */
  readonly onFailedStart: (error: unknown) => void;
  readonly clock: Clock;
}

const HEALTHY_AFTER_MS = 60_000;

/** Starts `first` again when it dies, and what was started then, until `signal` aborts. Resolves when the last one is gone. */
export async function keepRunning<Process extends Running>(
  first: Process,
  options: KeepRunningOptions<Process>,
  signal: AbortSignal,
): Promise<void> {
  const { start, pausesMs, onDown, onFailedStart, clock } = options;
  let current: Process | null = first;
  let failures = 0;
  for (;;) {
    const startedAt = clock.now();
    const how = current ? await current.exited : null;
    if (signal.aborted) return;
    if (clock.now() - startedAt > HEALTHY_AFTER_MS) failures = 0;
    const pauseMs = pausesMs[Math.min(failures++, pausesMs.length - 1)] ?? 0;
    onDown(how, pauseMs);
    try {
      await clock.sleep(pauseMs, signal);
      current = await start(signal);
    } catch (error) {
      if (signal.aborted) return;
      current = null;
      onFailedStart(error);
    }
  }
}

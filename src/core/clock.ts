/** Time as the core sees it, so that tests can turn the hands themselves. */
export interface Clock {
  /** Milliseconds from an arbitrary start; never goes backwards, whatever happens to the machine's date. */
  now(): number;
  /** Resolves after `ms`. Rejects with `signal.reason` as soon as `signal` aborts, also when it already has. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

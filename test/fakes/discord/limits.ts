/** A verdict on one request, as Discord's headers tell it. */
export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
  readonly bucket: string;
}

/** Discord's limits on requests: so many per window for each method and channel. */
export interface Limits {
  /** Counts one request against `bucket` of `place`; undefined while limits are off. */
  take(bucket: string, place: string): Allowance | undefined;
  enforce(on: boolean): void;
}

const REQUESTS = 5;
const WINDOW_MS = 5_000;

export function createLimits(now: () => number): Limits {
  const windows = new Map<string, { readonly endsAt: number; used: number }>();
  let on = true;
  return {
    take(bucket, place) {
      if (!on) return undefined;
      const key = `${bucket}:${place}`;
      let window = windows.get(key);
      if (!window || window.endsAt <= now()) {
        window = { endsAt: now() + WINDOW_MS, used: 0 };
        windows.set(key, window);
      }
      const allowed = window.used < REQUESTS;
      if (allowed) window.used++;
      return {
        allowed,
        limit: REQUESTS,
        remaining: REQUESTS - window.used,
        resetAfterMs: window.endsAt - now(),
        bucket,
      };
    },
    enforce(wanted) {
      on = wanted;
    },
  };
}

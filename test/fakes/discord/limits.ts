import type { Bucket } from "./route.ts";

/** A verdict on one request, as Discord's headers tell it. */
export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
  readonly bucket: Bucket;
  /** What a refusal says. */
  readonly code: number;
}

/** Discord's limits on requests: so many per window for each method and channel. */
export interface Limits {
  /** Counts one request against `bucket` of `place`; undefined while limits are off. */
  take(bucket: Bucket, place: string): Allowance | undefined;
  enforce(on: boolean): void;
}

interface Rule {
  readonly requests: number;
  readonly windowMs: number;
  readonly code: number;
}

/** Discord publishes no figures; these were measured by many. */
const RULES: Readonly<Record<Bucket, Rule>> = {
  "create-message": { requests: 5, windowMs: 5_000, code: 0 },
  "edit-message": { requests: 5, windowMs: 5_000, code: 0 },
  // Messages that are more than an hour old.
  "edit-old-message": { requests: 3, windowMs: 20_000, code: 30046 },
};

export function createLimits(now: () => number): Limits {
  const windows = new Map<string, { readonly endsAt: number; used: number }>();
  let on = true;
  return {
    take(bucket, place) {
      if (!on) return undefined;
      const { requests, windowMs, code } = RULES[bucket];
      const key = `${bucket}:${place}`;
      let window = windows.get(key);
      if (!window || window.endsAt <= now()) {
        window = { endsAt: now() + windowMs, used: 0 };
        windows.set(key, window);
      }
      const allowed = window.used < requests;
      if (allowed) window.used++;
      return {
        allowed,
        limit: requests,
        remaining: requests - window.used,
        resetAfterMs: window.endsAt - now(),
        bucket,
        code,
      };
    },
    enforce(wanted) {
      on = wanted;
    },
  };
}

import type { PersonId } from "../chat.ts";
import type { Clock } from "../clock.ts";
import { createRecentMap } from "../recent.ts";

/** - `free`: may be answered. - `full`: the first one too many. - `silent`: one more of them, which is not worth a word. */
export type Admission =
  | { readonly kind: "free" }
  | { readonly kind: "full"; readonly seconds: number }
  | { readonly kind: "silent" };

/** Keeps one person from taking the bot away from the others. */
export interface Floods {
  /** Counts a question of `person`. */
  admit(person: PersonId): Admission;
}

interface Bucket {
  tokens: number;
  at: number;
  told: boolean;
}

/** People whose last questions are remembered. */
const PEOPLE = 5000;

/** A token bucket for each person: `perMinute` questions in a minute, and as many at once after a minute's silence. */
export function createFloods({ clock, perMinute }: { clock: Clock; perMinute: number }): Floods {
  const buckets = createRecentMap<PersonId, Bucket>(PEOPLE);
  const msPerToken = 60_000 / perMinute;

  return {
    admit(person) {
      const now = clock.now();
      const bucket = buckets.get(person) ?? { tokens: perMinute, at: now, told: false };
      bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.at) / msPerToken);
      bucket.at = now;
      buckets.set(person, bucket);
      if (bucket.tokens >= 1) {
        bucket.tokens--;
        bucket.told = false;
        return { kind: "free" };
      }
      if (bucket.told) return { kind: "silent" };
      bucket.told = true;
      return { kind: "full", seconds: Math.ceil(((1 - bucket.tokens) * msPerToken) / 1000) };
    },
  };
}

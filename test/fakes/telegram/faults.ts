import { Refusal, badRequest, forbidden, migrated, tooManyRequests } from "./refusal.ts";

/** What goes wrong with a call. A cut `after` is a call that was carried out and whose answer got lost. */
export type Fault =
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | { readonly kind: "hang" }
  | { readonly kind: "nonsense" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "cut"; readonly when: "before" | "after" };

export const fault = {
  flood: (retryAfter: number): Fault => ({ kind: "refusal", refusal: tooManyRequests(retryAfter) }),
  serverError: (status = 502): Fault => ({ kind: "refusal", refusal: new Refusal(status, "Bad Gateway") }),
  badRequest: (why: string): Fault => ({ kind: "refusal", refusal: badRequest(why) }),
  blocked: (): Fault => ({ kind: "refusal", refusal: forbidden("bot was blocked by the user") }),
  unauthorized: (): Fault => ({ kind: "refusal", refusal: new Refusal(401, "Unauthorized") }),
  migrated: (to: number): Fault => ({ kind: "refusal", refusal: migrated(to) }),
  /** No answer, until the caller gives up. */
  hang: (): Fault => ({ kind: "hang" }),
  /** An answer that is none of the Bot API, as proxies give them. */
  nonsense: (): Fault => ({ kind: "nonsense" }),
  /** Carried out at once, and answered after `ms` of real time. */
  slow: (ms: number): Fault => ({ kind: "slow", ms }),
  /** The connection breaks. */
  cut: (when: "before" | "after" = "before"): Fault => ({ kind: "cut", when }),
};

/** Faults that were ordered and have not happened yet. */
export interface Faults {
  /** The next `times` calls of `method` go wrong in this way; earlier orders first. */
  next(method: string, fault: Fault, times?: number): void;
  /** Takes the fault for a call of `method` that comes in now. */
  take(method: string): Fault | undefined;
}

export function createFaults(): Faults {
  const ordered = new Map<string, Fault[]>();
  return {
    next(method, fault, times = 1) {
      const queue = ordered.get(method) ?? [];
      ordered.set(method, queue);
      for (let n = 0; n < times; n++) queue.push(fault);
    },
    take: (method) => ordered.get(method)?.shift(),
  };
}

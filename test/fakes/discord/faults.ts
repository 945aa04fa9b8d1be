/**
 * How a request goes wrong. `hang`: no answer ever. `reset`: the connection breaks. `deaf`: done, but the answer is lost.
 * `slow`: done, and answered after `ms` of real time.
 */
export type Fault =
  | { readonly kind: "rate-limit"; readonly retryAfterMs: number }
  | { readonly kind: "error"; readonly status: number; readonly code?: number }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "hang" | "reset" | "deaf" };

export interface FaultRule {
  readonly method?: string;
  /** A request whose path contains this. */
  readonly path?: string;
  /** How many requests it befalls; 1 by default. */
  readonly times?: number;
  readonly fault: Fault;
}

/** Failures on demand. */
export interface Faults {
  /** The next requests that match fail. */
  inject(rule: FaultRule): void;
  /** What befalls this request, if anything; each fault is used up. */
  next(method: string, path: string): Fault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let rules: { readonly rule: FaultRule; left: number }[] = [];
  return {
    inject: (rule) => void rules.push({ rule, left: rule.times ?? 1 }),
    next(method, path) {
      const hit = rules.find(
        ({ rule }) => (rule.method ?? method) === method && path.includes(rule.path ?? ""),
      );
      if (!hit) return undefined;
      hit.left--;
      rules = rules.filter(({ left }) => left > 0);
      return hit.rule.fault;
    },
    clear() {
      rules = [];
    },
  };
}

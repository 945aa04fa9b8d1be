import type { Clock } from "../core/clock.ts";
import { describeError } from "./describe-error.ts";

/** - `ok`: as it should be. - `warning`: it runs, but somebody should know. - `bad`: it does not run like this. */
export type CheckState = "ok" | "warning" | "bad";

/** What a check found. */
export interface Finding {
  readonly state: CheckState;
  /** One sentence. */
  readonly says: string;
  /** What to do about it; undefined where there is nothing to do. */
  readonly todo?: string;
}

/** One thing that is looked at. */
export interface Check {
  /** As people read it, such as `Model file`. */
  readonly name: string;
  /** How long it may take; {@link DEFAULT_LIMIT_MS} when absent. */
  readonly limitMs?: number;
  /** May throw whatever it likes. `signal` aborts when nobody waits for the answer any more. */
  examine(signal: AbortSignal): Promise<readonly Finding[]>;
}

/** A finding, and of which check. */
export interface CheckResult extends Finding {
  readonly name: string;
}

const DEFAULT_LIMIT_MS = 15_000;

/** All is well. */
export function ok(says: string): readonly Finding[] {
  return [{ state: "ok", says }];
}

/** It runs, but not as well as it could. */
export function warning(says: string, todo: string): readonly Finding[] {
  return [{ state: "warning", says, todo }];
}

/** The bot, or the part of it, cannot run. */
export function bad(says: string, todo: string): readonly Finding[] {
  return [{ state: "bad", says, todo }];
}

/**
 * Makes all checks at once and yields what they find in the order of `checks`. Never throws: a check that fails or takes
 * too long is a finding itself, and the others go on.
 */
export async function* runChecks(checks: readonly Check[], clock: Clock): AsyncGenerator<CheckResult> {
  const under = checks.map((check) => ({ name: check.name, findings: examine(check, clock) }));
  for (const { name, findings } of under) {
    for (const finding of await findings) yield { name, ...finding };
  }
}

async function examine(check: Check, clock: Clock): Promise<readonly Finding[]> {
  const over = new AbortController();
  const limitMs = check.limitMs ?? DEFAULT_LIMIT_MS;
  const tooLong = clock
    .sleep(limitMs, over.signal)
    .then(() =>
      bad(
        `there was no answer within ${Math.round(limitMs / 1000)} seconds.`,
        "See whether the disk or the network behind it hangs, then check again.",
      ),
    );
  try {
    return await Promise.race([check.examine(over.signal), tooLong]);
  } catch (error) {
    return bad(`this could not be looked at: ${describeError(error)}.`, "Put that right, then check again.");
  } finally {
    over.abort();
    tooLong.catch(() => {}); // it was ended by us
  }
}

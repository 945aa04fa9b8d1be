import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../core/clock.ts";

/** `wait`: so many wrong ones were tried lately that this one was not looked at. */
export type PasswordVerdict =
  { readonly kind: "right" | "wrong" } | { readonly kind: "wait"; readonly seconds: number };

/** Judges a password that came from `address`. */
export type PasswordCheck = (given: string, address: string) => PasswordVerdict;

const WINDOW_MS = 60_000;
const MAX_WRONG_OF_ONE = 10;
const MAX_WRONG_OF_ALL = 60;

/**
 * Compares in the same time whatever is given. In any minute, 10 wrong ones are heard from one address and 60 from all
 * together; right ones do not count.
 */
export function createPasswordCheck(password: string, clock: Clock): PasswordCheck {
  const expected = digestOf(password);
  /** Oldest first; never more than are heard in a minute. */
  let wrong: readonly { readonly address: string; readonly at: number }[] = [];

  /** Until when nothing is heard from `address`; a time that has passed, or none, when it is heard. */
  function closedUntil(address: string): number {
    const own = wrong.filter((one) => one.address === address);
    const oldest = [own.at(-MAX_WRONG_OF_ONE), wrong.at(-MAX_WRONG_OF_ALL)];
    return Math.max(...oldest.map((one) => (one ? one.at + WINDOW_MS : 0)));
  }

  return (given, address) => {
    const now = clock.now();
    wrong = wrong.filter(({ at }) => at + WINDOW_MS > now);
    const waitMs = closedUntil(address) - now;
    if (waitMs > 0) return { kind: "wait", seconds: Math.ceil(waitMs / 1000) };
    if (timingSafeEqual(digestOf(given), expected)) return { kind: "right" };
    wrong = [...wrong, { address, at: now }];
    return { kind: "wrong" };
  };
}

/** Of one length for all, and the same however a keyboard puts its accents together. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text.normalize("NFC")).digest();
}

import type { Clock } from "../clock.ts";
import type { SurfaceError } from "../errors.ts";
import { createCallWindow } from "./call-window.ts";

/**
 * What a call is for, the most urgent first:
 * - `closing`: the last form of a reply, or what a command says.
 * - `opening`: the first words of a reply.
 * - `words`: more of them while it is being written.
 * - `progress`: what is said before there are words.
 * - `typing`: that the bot is typing.
 */
export type Purpose = "closing" | "opening" | "words" | "progress" | "typing";

/** Leave to make one call now. One of the two is to be called, once. */
export interface Slot {
  /**
   * The call has ended, with `error` if it failed. A pause that the platform asks for holds for the whole chat; one that it
   * asks for over typing, for all but the first words and the last.
   */
  ended(error?: SurfaceError): void;
  /** No call was made. */
  giveBack(): void;
}

/** What one chat allows, as far as is known. */
export interface ChatBudget {
  /** From when on a call may go out, if no other does before; it may now when that is past. */
  freeFrom(purpose: Purpose): number;
  /** Until the call has ended, or for 15 s, no other may go out that changes what is shown. Typing stands in nobody's way. */
  take(purpose: Purpose): Slot;
  /** Whether nothing that is known of the chat matters any more. */
  isIdle(): boolean;
}

const MINUTE_MS = 60_000;
/** A call that takes longer does not hold up the others. */
const LONGEST_CALL_MS = 15_000;
/** Telegram allows 40 chat actions in 30 s; what is shown lasts for seconds anyway. */
const TYPING_GAP_MS = 1_200;
/** The share of a minute's calls up to which there is typing. */
const TYPING_SHARE = 1 / 2;
const WIDEST = 8;
/** How long a widened interval stays before it is halved. */
const WIDE_FOR_MS = 120_000;

/**
 * A budget of which nothing is spent. Calls that change what is shown keep `intervalMs` between the end of one and the start
 * of the next, and in any minute there are never more calls of all kinds than fit into it so: in a Telegram group twenty.
 * One of these is kept for the end of a reply.
 *
 * Typing spends of the minute, never of the interval: it has limits of its own on Telegram and Discord, so that the first
 * words, which may follow it closely, need not wait for it. Since some report that Telegram counts everything together,
 * it spends half of a minute's calls at most.
 *
 * When the platform asks for a pause, the interval was too short: it is doubled then, up to eight times what it was,
 * and halved again after every two minutes without another pause. The end of a reply is exempt. A pause that it asks for
 * over typing says nothing of the interval.
 */
export function createChatBudget(clock: Clock, intervalMs: number): ChatBudget {
  const minute = createCallWindow(MINUTE_MS);
  const callsPerMinute = Math.floor(MINUTE_MS / intervalMs) + 1;
  let lastEnd = -Infinity;
  let lastTyping = -Infinity;
  let pausedUntil = -Infinity;
  /** Of what people can do without. */
  let cosmeticsPausedUntil = -Infinity;
  let busyUntil = -Infinity;
  /** The last call that changes what is shown. */
  let lastChange = {};
  let widening = 1;
  let narrowerAt = Infinity;

  function currentWidening() {
    while (widening > 1 && clock.now() >= narrowerAt) {
      widening /= 2;
      narrowerAt += WIDE_FOR_MS;
    }
    return widening;
  }

  function pauseFor(ms: number) {
    pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    widening = Math.min(currentWidening() * 2, WIDEST);
    narrowerAt = pausedUntil + WIDE_FOR_MS;
  }

  /** How many calls a minute may hold before one for `purpose` has to wait. */
  function callsFor(purpose: Purpose) {
    switch (purpose) {
      case "closing":
        return callsPerMinute;
      case "opening":
      case "words":
      case "progress":
        return Math.max(callsPerMinute - 1, 1);
      case "typing":
        return Math.max(Math.floor(callsPerMinute * TYPING_SHARE), 1);
    }
  }

  /** When the pauses are over that the platform asked for. */
  function resumedAt(purpose: Purpose) {
    switch (purpose) {
      case "closing":
      case "opening":
        return pausedUntil;
      case "words":
      case "progress":
      case "typing":
        return Math.max(pausedUntil, cosmeticsPausedUntil);
    }
  }

  /** When the interval after the last call is over. */
  function restedAt(purpose: Purpose) {
    if (purpose === "typing") return lastTyping + TYPING_GAP_MS;
    return Math.max(busyUntil, lastEnd + intervalMs * (purpose === "closing" ? 1 : currentWidening()));
  }

  return {
    freeFrom: (purpose) =>
      Math.max(resumedAt(purpose), restedAt(purpose), minute.roomFrom(callsFor(purpose))),
    take(purpose) {
      const startedAt = clock.now();
      const changes = purpose !== "typing";
      const call = {};
      minute.begin(startedAt);
      if (changes) {
        lastChange = call;
        busyUntil = startedAt + LONGEST_CALL_MS;
      } else {
        lastTyping = startedAt;
      }

      function free() {
        // One that took too long must not make room beside the one that followed.
        if (lastChange === call) busyUntil = -Infinity;
      }
      return {
        ended(error) {
          const now = clock.now();
          minute.end(startedAt, now);
          free();
          if (changes) lastEnd = now;
          if (error?.code !== "rate-limited") return;
          if (changes) pauseFor(error.retryAfterMs);
          else cosmeticsPausedUntil = Math.max(cosmeticsPausedUntil, now + error.retryAfterMs);
        },
        giveBack() {
          minute.takeBack(startedAt);
          free();
        },
      };
    },
    isIdle: () =>
      currentWidening() === 1 &&
      clock.now() >=
        Math.max(pausedUntil, cosmeticsPausedUntil, busyUntil, lastEnd + intervalMs, minute.roomFrom(1)),
  };
}

import type { ReplySurface } from "../reply-surface.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Pace } from "./pace.ts";
import { failureOf } from "./persistence.ts";

/** The "is typing…" of one reply. */
export interface Typing {
  /** Shows it, and again and again before it fades, where the pace has that to spare. Does nothing when it goes on already. */
  start(): void;
  /**
   * Resolves once no typing call is under way; none comes before the next {@link start}, which then keeps to the rhythm.
   * Never rejects; safe twice.
   */
  stop(): Promise<void>;
  /** What was shown is gone, as a message of the bot's own makes it: the next {@link start} shows it at once. */
  faded(): void;
}

interface TypingOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: Pace;
}

/** A typing indicator that is still off. */
export function createTyping(surface: ReplySurface, { clock, log, pace }: TypingOptions): Typing {
  const { typingIntervalMs } = surface.limits;
  let going: AbortController | undefined;
  let ended = Promise.resolve();
  let nextAt = -Infinity;

  async function showOnce(signal: AbortSignal) {
    const slot = pace.typingTurn();
    if (slot === undefined) return;
    const error = await failureOf(() => surface.showTyping(signal));
    slot.ended(error);
    // Only a courtesy: whatever is wrong shows when the text comes.
    if (error !== undefined && !signal.aborted) log.debug("typing could not be shown", { error });
  }

  async function keepShowing(signal: AbortSignal) {
    // A reply that ends as soon as it begins needs no typing.
    await Promise.resolve();
    while (!signal.aborted) {
      if (clock.now() < nextAt) {
        await clock.sleep(nextAt - clock.now(), signal);
      } else {
        await showOnce(signal);
        nextAt = clock.now() + typingIntervalMs; // also when it was left out: it is no use to come back with it
      }
    }
  }

  return {
    faded: () => void (nextAt = -Infinity),
    start() {
      if (going !== undefined) return;
      const { signal } = (going = new AbortController());
      ended = keepShowing(signal).catch((error: unknown) => {
        if (!signal.aborted) log.error("typing stopped", { error });
      });
    },
    async stop() {
      going?.abort();
      going = undefined;
      await ended;
    },
  };
}

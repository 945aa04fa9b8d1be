import type { Clock } from "../../../src/core/clock.ts";
import { Refusal } from "./refusal.ts";
import type { News, WireUpdate } from "./wire.ts";

export interface Poll {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
  readonly allowed: readonly string[] | undefined;
}

/** Updates on their way to the bot, with the semantics of getUpdates. */
export interface Updates {
  /** Adds an update, unless the bot said in its last poll that it does not want such ones. */
  push(news: News): void;
  /**
   * Confirms what is below `offset`, then answers with what is left, waiting for the first of it up to the timeout.
   * Ends another poll that still waits with {@link Refusal} 409, as Telegram does. An abort ends the wait.
   */
  poll(poll: Poll, signal: AbortSignal): Promise<readonly WireUpdate[]>;
  /** Kept for the bot, oldest first. */
  unconfirmed(): readonly WireUpdate[];
  /** Whether a poll waits at this moment. */
  isPolled(): boolean;
}

const FIRST_ID = 870_000_001;
const LONGEST_WAIT_SECONDS = 50;
const LARGEST_BATCH = 100;

export function createUpdates(clock: Clock, changed: () => void): Updates {
  let kept: WireUpdate[] = [];
  let nextId = FIRST_ID;
  let wanted: ReadonlySet<string> | undefined;
  let waiting: AbortController | undefined;

  function confirm(offset: number) {
    kept = offset < 0 ? kept.slice(offset) : kept.filter((update) => update.update_id >= offset);
  }

  /** Resolves when an update comes or the time is over; throws what ended the wait otherwise. */
  async function arrival(seconds: number, signal: AbortSignal) {
    const wait = new AbortController();
    waiting = wait;
    changed();
    try {
      await clock.sleep(seconds * 1000, AbortSignal.any([wait.signal, signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Refusal) throw error;
    } finally {
      if (waiting === wait) waiting = undefined;
    }
  }

  return {
    push(news) {
      const kind = Object.keys(news)[0] ?? "";
      if (wanted !== undefined && !wanted.has(kind)) return;
      kept.push({ update_id: nextId++, ...news });
      waiting?.abort();
      changed();
    },
    async poll({ offset, limit, timeoutSeconds, allowed }, signal) {
      waiting?.abort(
        new Refusal(
          409,
          "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
      );
      if (allowed !== undefined) wanted = allowed.length === 0 ? undefined : new Set(allowed);
      confirm(offset);
      changed();
      const seconds = Math.min(timeoutSeconds, LONGEST_WAIT_SECONDS);
      if (kept.length === 0 && seconds > 0) await arrival(seconds, signal);
      return kept.slice(0, Math.min(limit, LARGEST_BATCH));
    },
    unconfirmed: () => kept,
    isPolled: () => waiting !== undefined,
  };
}

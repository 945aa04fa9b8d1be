import type { Api } from "grammy";
import type { Update } from "grammy/types";
import { z } from "zod";
import type { AdapterState } from "../../core/chat-adapter.ts";
import type { Clock } from "../../core/clock.ts";
import type { CallFailure } from "./failures.ts";
import { grammySignal } from "./grammy-signal.ts";
import { keepTrying } from "./persistence.ts";

/** How long Telegram may hold a request for updates open, in seconds. */
export const LONG_POLL_SECONDS = 30;
const LAST_WORD_MS = 3_000;
const WANTED = ["message", "edited_message", "callback_query"] as const;

/** As far as the loop itself depends on it; what is inside is read with care by whoever handles it. */
const updatesSchema = z.array(
  z.custom<Update>((value) => z.object({ update_id: z.int() }).safeParse(value).success),
);

interface PollingOptions {
  readonly api: Api;
  readonly clock: Clock;
  /** Takes one update over; must not reject, and must not wait for answers, since the next update waits for it. */
  readonly handle: (update: Update) => Promise<void>;
  /** Hears `connected` after polls that were answered, `lost` after those that failed. */
  readonly onState: (state: AdapterState, failure?: CallFailure) => void;
  /** Ends the loop: after the update under way, before the next. */
  readonly signal: AbortSignal;
}

/**
 * Fetches updates and hands them over one by one, in order. Telegram gives an update out again until one with a higher
 * number is asked for, and that happens only once the update was handled: after a crash those not handled come again.
 *
 * Resolves after `signal` aborted and the last handled update is confirmed, so that none of them comes again and none
 * of the others is lost. Rejects with {@link AdapterError} `refused` when Telegram no longer knows the token.
 */
export async function pollUpdates({ api, clock, handle, onState, signal }: PollingOptions): Promise<void> {
  let offset = 0;
  let confirmed = 0;
  let waitSeconds = 0;

  async function fetchNext(signal: AbortSignal): Promise<readonly Update[]> {
    const asked = { offset, timeout: waitSeconds, allowed_updates: WANTED };
    const updates = updatesSchema.parse(await api.getUpdates(asked, grammySignal(signal)));
    confirmed = asked.offset;
    return updates;
  }

  function onLost(state: AdapterState, failure: CallFailure) {
    // The first poll after a failure returns at once, to say early that all is well again. Not after a conflict: there
    // a poll proves something only if it can wait undisturbed.
    waitSeconds = failure.status === 409 ? LONG_POLL_SECONDS : 0;
    onState(state, failure);
  }

  try {
    for (;;) {
      const updates = await keepTrying(fetchNext, { clock, signal, onLost });
      onState({ kind: "connected" });
      waitSeconds = LONG_POLL_SECONDS;
      for (const update of updates) {
        signal.throwIfAborted();
        await handle(update);
        offset = update.update_id + 1;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (offset === confirmed) return;
  try {
    const patience = grammySignal(AbortSignal.timeout(LAST_WORD_MS));
    await api.getUpdates({ offset, limit: 1, timeout: 0, allowed_updates: WANTED }, patience);
  } catch {
    // Then the handled ones come again after the next start, where the core knows them by their ids.
  }
}

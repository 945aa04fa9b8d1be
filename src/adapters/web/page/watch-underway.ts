import { fetchHistory, type History } from "./api.ts";
import type { Failure } from "./request.ts";

const POLL_MS = 500;

/** Hears of an answer that is being written, but not streamed to this page. */
export interface UnderwayEvents {
  /** All of the answer so far. */
  readonly onText: (text: string) => void;
  /** The bot does not answer just now; it is asked again until it does. */
  readonly onUnreachable: (failure: Failure) => void;
}

/** Resolves with the history once nothing is under way in `channel` any more, or with undefined when `signal` aborts. */
export async function watchUnderway(
  channel: string,
  events: UnderwayEvents,
  signal: AbortSignal,
): Promise<History | undefined> {
  let endedBefore = false;
  for (;;) {
    const outcome = await fetchHistory(channel, signal);
    if (signal.aborted) return undefined;
    if (!outcome.ok) events.onUnreachable(outcome);
    else if (outcome.value.underway) events.onText(outcome.value.underway.answer);
    else if (endedBefore) return outcome.value;
    else endedBefore = true; // an answer stands in the history a moment after it has ended
    await pause(POLL_MS, signal);
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}

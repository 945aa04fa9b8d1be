import type { AdapterState } from "../../core/chat-adapter.ts";
import type { Clock } from "../../core/clock.ts";
import { AdapterError } from "../../core/errors.ts";
import { callFailure, type CallFailure } from "./failures.ts";

const LONGEST_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
/** Two programs that fetch with one token cut each other off; hurrying only makes it worse for both. */
const FIRST_PAUSE_IN_CONFLICT_MS = 10_000;

interface KeepTryingOptions {
  readonly clock: Clock;
  /** Ends the trying. */
  readonly signal: AbortSignal;
  /** Hears of every attempt that failed. */
  readonly onLost: (state: AdapterState, failure: CallFailure) => void;
}

/**
 * Makes a Bot API call until it succeeds, with pauses that double up to a minute, or as long as the API asks for.
 * Throws `signal.reason` on abort, and {@link AdapterError} `refused` when the API does not know the token.
 */
export async function keepTrying<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { clock, signal, onLost }: KeepTryingOptions,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    try {
      return await call(signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure = callFailure(error);
      const refusal = refusalOf(failure);
      if (refusal !== undefined) throw new AdapterError("refused", refusal);
      onLost({ kind: "lost", sentence: lossOf(failure) }, failure);
      const first = failure.status === 409 ? FIRST_PAUSE_IN_CONFLICT_MS : FIRST_PAUSE_MS;
      await clock.sleep(
        Math.max(failure.retryAfterMs, Math.min(first * 2 ** failures, LONGEST_PAUSE_MS)),
        signal,
      );
    }
  }
}

function refusalOf({ status }: CallFailure): string | undefined {
  if (status === 401) {
    return "Telegram does not accept TELEGRAM_TOKEN: copy the token again from @BotFather (/mybots, API Token), put it into the settings and start again.";
  }
  if (status === 404) {
    return "Telegram knows no bot by TELEGRAM_TOKEN: copy the whole token from @BotFather (/mybots, API Token), check TELEGRAM_API_URL if it is set, and start again.";
  }
  return undefined;
}

function lossOf({ status, reason }: CallFailure): string {
  if (status === 409) {
    return "Another program fetches messages with the same TELEGRAM_TOKEN, so they reach only one of the two: stop the other one, or get a new token from @BotFather (/revoke).";
  }
  if (status === undefined) return `Telegram cannot be reached (${reason}); it is tried again until it can.`;
  return `Telegram answers with error ${status}; it is tried again until that is over.`;
}

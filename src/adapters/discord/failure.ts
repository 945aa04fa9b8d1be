import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { SurfaceError, type SurfaceErrorCode } from "../../core/errors.ts";
import type { LogFields } from "../../core/log.ts";

/** Answers that mean: the message or the channel is not there any more, or closed to the bot. */
const GONE: ReadonlySet<number | string> = new Set([
  10003, // unknown channel
  10008, // unknown message
  50001, // missing access
  50007, // cannot send to this person
  50013, // missing permissions
  50083, // the thread is archived
]);

/** What a failed call means for the text that should be shown. */
export function toSurfaceError(error: unknown): SurfaceError {
  const retryAfterMs = error instanceof RateLimitError ? pauseOf(error) : 0;
  const cause = mustNotBeLogged(error) ? undefined : error;
  return new SurfaceError(surfaceCodeOf(error), describeFailure(error), { cause, retryAfterMs });
}

/** What a log line says about `error`. */
export function failureFields(error: unknown): LogFields {
  return { reason: describeFailure(error), ...(!mustNotBeLogged(error) && { error }) };
}

/** What went wrong, for the log and the person who runs the bot: no token, no text of anyone's. */
export function describeFailure(error: unknown): string {
  if (error instanceof RateLimitError) return `Discord asks for a pause of ${pauseOf(error)} ms`;
  if (error instanceof DiscordAPIError)
    return `Discord says ${error.status}: ${error.message} (${error.code})`;
  if (error instanceof HTTPError) return `Discord says ${error.status}`;
  if (!(error instanceof Error)) return "unknown error";
  if (error.name === "AbortError") return "no answer in time";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.message;
}

/** Whether the same call may succeed later. */
export function mayPass(error: unknown): boolean {
  const code = surfaceCodeOf(error);
  return code === "rate-limited" || code === "unavailable";
}

/** Milliseconds that Discord asks to wait before the same call; 0 when it does not. */
export function pauseAskedBy(error: unknown): number {
  return error instanceof RateLimitError ? pauseOf(error) : 0;
}

function surfaceCodeOf(error: unknown): SurfaceErrorCode {
  if (error instanceof RateLimitError) return "rate-limited";
  if (error instanceof DiscordAPIError) return GONE.has(error.code) ? "gone" : "rejected";
  // What is left is a failure on Discord's side or on the way there.
  return "unavailable";
}

function pauseOf({ retryAfter, timeToReset, sublimitTimeout }: RateLimitError): number {
  return Math.ceil(Math.max(retryAfter, timeToReset, sublimitTimeout, 0));
}

/** These carry the request, and with it people's words and tokens of interactions. */
function mustNotBeLogged(error: unknown): boolean {
  return error instanceof DiscordAPIError || error instanceof HTTPError || error instanceof RateLimitError;
}

import { GrammyError, HttpError } from "grammy";
import { SurfaceError, type SurfaceErrorCode } from "../../core/errors.ts";

/** Why a Bot API call failed, free of the token and of people's words, so that it may be logged. */
export interface CallFailure {
  /** The API's error code, as HTTP counts them; undefined when no usable answer came. */
  readonly status: number | undefined;
  /** The API's own description, or the network's error code. */
  readonly reason: string;
  /** Milliseconds the API asks to wait; 0 when it does not. */
  readonly retryAfterMs: number;
  /** The number of the supergroup that the group of the call has become, if it has. */
  readonly migratedTo: number | undefined;
}

/**
 * Reads what a grammY call threw. grammY's own errors are not kept as a cause: they carry the payload, which holds
 * people's words, and the network library's message, which holds the URL and with it the token.
 */
export function callFailure(error: unknown): CallFailure {
  if (error instanceof GrammyError) {
    const { error_code: status, description: reason, parameters } = error;
    const { retry_after: seconds = 0, migrate_to_chat_id: migratedTo } = parameters;
    return { status, reason, retryAfterMs: seconds * 1000, migratedTo };
  }
  const inner: unknown = error instanceof HttpError ? error.error : error;
  return { status: undefined, reason: networkCode(inner), retryAfterMs: 0, migratedTo: undefined };
}

function networkCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "no usable answer";
}

/** Translates what a grammY call threw while showing a reply. */
export function toSurfaceError(error: unknown): SurfaceError {
  const failure = callFailure(error);
  const { status, reason, retryAfterMs } = failure;
  const message = `Telegram: ${status === undefined ? "" : `${status} `}${reason}`;
  return new SurfaceError(surfaceCode(failure), message, { retryAfterMs, neverSent: NO_WAY.has(reason) });
}

/** Network errors that come before anything is sent: nobody listens there, or nobody can tell where that is. */
const NO_WAY: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

function surfaceCode({ status, reason }: CallFailure): SurfaceErrorCode {
  if (status === undefined || status >= 500) return "unavailable";
  if (status === 429) return "rate-limited";
  return status === 403 || CLOSED.test(reason) ? "gone" : "rejected";
}

// The Bot API has one code, 400, for all of these; only its description tells them apart.
const CLOSED =
  /chat not found|message to edit not found|message can't be edited|message thread not found|TOPIC_(CLOSED|DELETED)|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|user is deactivated|upgraded to a supergroup/i;

/** Whether an edit failed only because the message shows that text already. */
export function isNotModified(error: unknown): boolean {
  return error instanceof GrammyError && error.description.includes("message is not modified");
}

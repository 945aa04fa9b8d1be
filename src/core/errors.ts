interface ErrorDetails {
  /** What was caught when this error was made. For the log, never for people. */
  readonly cause?: unknown;
}

/** Settings that cannot be used. `problems` holds one sentence for each, naming the setting. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "bad-settings";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** - `refused`: the platform or the machine says no, and trying again will not help. - `unreachable`: no answer. */
export type AdapterErrorCode = "refused" | "unreachable";

/** A way in that cannot be opened or kept open. The message is one sentence for the person who runs the bot. */
export class AdapterError extends Error {
  override readonly name = "AdapterError";
  readonly code: AdapterErrorCode;

  constructor(code: AdapterErrorCode, sentence: string, details: ErrorDetails = {}) {
    super(sentence, details);
    this.code = code;
  }
}

/**
 * Why text could not be shown:
 * - `rate-limited`: the platform asks for a pause of `retryAfterMs`; the same call may then succeed.
 * - `unavailable`: no answer or a failure on the platform's side; the same call may succeed later.
 * - `gone`: the message or the channel is not there any more, or closed to the bot.
 * - `rejected`: the platform refuses the call as it is; sending it again is useless.
 */
export type SurfaceErrorCode = "rate-limited" | "unavailable" | "gone" | "rejected";

/** A platform call that failed while showing a reply. */
export class SurfaceError extends Error {
  override readonly name = "SurfaceError";
  readonly code: SurfaceErrorCode;
  /** Milliseconds the platform asks to wait; 0 unless `rate-limited`. */
  readonly retryAfterMs: number;
  /** Whether it is certain that the platform did nothing. True unless `unavailable`; then only where the call never got there. */
  readonly changedNothing: boolean;

  constructor(
    code: SurfaceErrorCode,
    message: string,
    details: ErrorDetails & { retryAfterMs?: number; neverSent?: boolean } = {},
  ) {
    super(message, details);
    this.code = code;
    this.retryAfterMs = details.retryAfterMs ?? 0;
    this.changedNothing = code !== "unavailable" || details.neverSent === true;
  }
}

/**
 * - `missing`: no such model file, or it could not be fetched.
 * - `not-a-model`: the file is there but is no GGUF, is cut off, or cannot be loaded.
 * - `unfit`: the model is sound but cannot be used with these settings or in this machine's memory.
 * - `too-long`: the newest message alone does not fit the window.
 * - `loading`: it is not there yet.
 * - `crashed`: the engine died more often than a restart can mend.
 * - `stopped`: the engine is being shut down.
 */
export type ModelErrorCode =
  "missing" | "not-a-model" | "unfit" | "too-long" | "loading" | "crashed" | "stopped";

/** The model cannot do what was asked. The message is one sentence for the person who runs the bot. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, sentence: string, details: ErrorDetails = {}) {
    super(sentence, details);
    this.code = code;
  }
}

/** - `unreadable`: what is stored cannot be read, which is not the same as empty. - `unwritable`: it cannot be stored. */
export type HistoryErrorCode = "unreadable" | "unwritable";

/** The store of conversations cannot be used. The message is one sentence for the person who runs the bot. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
  readonly code: HistoryErrorCode;

  constructor(code: HistoryErrorCode, sentence: string, details: ErrorDetails = {}) {
    super(sentence, details);
    this.code = code;
  }
}

/** What a log line may carry: plain values and the error behind it. Never a token, never a message's text above debug. */
export interface LogFields {
  readonly error?: unknown;
  readonly [name: string]: unknown;
}

/** Where the program says what it does, for the person who runs it. Writing never throws. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with `fields` on every line. */
  child(fields: LogFields): Log;
}

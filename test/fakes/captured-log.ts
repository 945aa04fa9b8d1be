import type { Log, LogFields } from "../../src/core/log.ts";

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that a test can read. */
export interface CapturedLog extends Log {
  readonly lines: readonly LogLine[];
}

export function createCapturedLog(fields: LogFields = {}, lines: LogLine[] = []): CapturedLog {
  const at =
    (level: LogLine["level"]) =>
    (message: string, more: LogFields = {}) => {
      lines.push({ level, message, fields: { ...fields, ...more } });
    };
  return {
    lines,
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (more) => createCapturedLog({ ...fields, ...more }, lines),
  };
}

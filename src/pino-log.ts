import { pino, type Logger } from "pino";
import pretty from "pino-pretty";
import type { Config } from "./config.ts";
import type { Log, LogFields } from "./core/log.ts";
import { visibleText } from "./visible-text.ts";

/** Fields are looked through to this depth for texts; what is deeper, or a circle, is left to pino. */
const MAX_DEPTH = 8;

const STDERR = 2;

/**
 * A log on stderr, or in a file: lines for people where it is a `terminal`, else one JSON object each. Texts in it are
 * written as {@link visibleText} does, since some of them come from people and from the platforms.
 */
export function openLog(level: Config["logLevel"], terminal: boolean, file: string | number = STDERR): Log {
  const options = { level, base: null };
  const stream = terminal
    ? pretty({
        destination: file,
        sync: true,
        colorize: true,
        translateTime: "SYS:HH:MM:ss",
        ignore: "pid,hostname",
      })
    : pino.destination({ dest: file, sync: true });
  return wrap(pino(options, stream));
}

function wrap(logger: Logger): Log {
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: LogFields = {}) => {
      // What nobody wants to see is not worth the work.
      if (logger.isLevelEnabled(level)) logger[level](visibleFields(fields), visibleText(message));
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => wrap(logger.child(visibleFields(fields))),
  };
}

function visibleFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [visibleText(name), visible(value, MAX_DEPTH)]),
  );
}

function visible(value: unknown, depth: number): unknown {
  if (typeof value === "string") return visibleText(value);
  if (typeof value !== "object" || value === null || "toJSON" in value || depth === 0) return value;
  if (value instanceof Error) return visible(described(value), depth);
  if (Array.isArray(value)) return value.map((item) => visible(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [visibleText(name), visible(item, depth - 1)]),
  );
}

/** With its causes; the stack in lines, so that it stays readable. */
function described(error: Error): object {
  const { stack, ...rest } = pino.stdSerializers.err(error);
  return { ...rest, stack: stack.split(/\n(?= {4}at |caused by: )/) };
}

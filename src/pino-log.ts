import { pino, type Logger } from "pino";
import pretty from "pino-pretty";
import type { Config } from "./config.ts";
import type { Log, LogFields } from "./core/log.ts";

/** A log on stderr: lines for people where that is a terminal, else one JSON object each. */
export function openLog(level: Config["logLevel"], terminal: boolean): Log {
  const options = { level, base: null, serializers: { error: pino.stdSerializers.err } };
  const stream = terminal
    ? pretty({
        destination: 2,
        sync: true,
        colorize: true,
        translateTime: "SYS:HH:MM:ss",
        ignore: "pid,hostname",
      })
    : pino.destination({ dest: 2, sync: true });
  return wrap(pino(options, stream));
}

function wrap(logger: Logger): Log {
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: LogFields = {}) =>
      logger[level](fields, message);
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => wrap(logger.child(fields)),
  };
}

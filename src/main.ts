import { type Config, parseConfig } from "./config.ts";
import { AdapterError, ConfigError, HistoryError, ModelError } from "./core/errors.ts";
import type { Log } from "./core/log.ts";
import { systemClock } from "./core/system-clock.ts";
import { readEnvFile } from "./environment.ts";
import { type Lantern, startLantern } from "./lantern.ts";
import { bar } from "./models/progress-bar.ts";
import { createProgressLine } from "./models/progress-line.ts";
import { createTerminalLine } from "./models/terminal-line.ts";
import { openLog } from "./pino-log.ts";
import { isTuned } from "./tune/library.ts";

/** Being told to stop ends the process by then, whatever hangs. */
const STOP_WITHIN_MS = 9500;

async function main(): Promise<void> {
  // What the environment says counts more than the file in the working directory.
  const config = parseConfig({ ...readEnvFile(".env"), ...process.env });
  const log = openLog(config.logLevel, process.stderr.isTTY);
  const stopping = new AbortController();
  const starting = start(config, log, stopping.signal);

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130); // asked twice: at once
      stopping.abort();
      void stop(starting, log);
    });
  }
  await starting;
}

async function start(config: Config, log: Log, signal: AbortSignal): Promise<Lantern | null> {
  const { stdout } = process;
  const output = {
    isTTY: stdout.isTTY,
    columns: () => stdout.columns,
    write: (text: string) => void stdout.write(text),
  };
  const progress = createProgressLine(output, systemClock);
  const reading = createTerminalLine(output, systemClock);
  const endLines = () => {
    progress.end();
    reading.end();
  };
  const say = (line: string) => {
    endLines();
    stdout.write(`${line}\n`);
  };
  try {
    return await startLantern({
      config,
      log,
      signal,
      say,
      onProgress: progress.update,
      onReading: (done, total) => reading.show((width) => readingText(done, total).slice(0, width), false),
      botBytes: () => process.memoryUsage.rss(),
      tuned: isTuned(process.platform, process.arch),
    });
  } catch (error) {
    if (signal.aborted) return null; // told to stop while starting
    throw error;
  } finally {
    endLines();
  }
}

function readingText(done: number, total: number): string {
  return `Reading documents  ${bar(done / total)} ${done} of ${total}`;
}

async function stop(starting: Promise<Lantern | null>, log: Log): Promise<void> {
  log.info("stopping");
  setTimeout(() => {
    log.error("stopping took too long");
    process.exit(0);
  }, STOP_WITHIN_MS).unref();
  const lantern = await starting;
  await lantern?.stop();
  process.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`\nLantern cannot start.\n${explain(error)}\n`);
  process.exit(1);
});

/** What our own errors say is meant for the person who runs the bot; anything else is a defect, and its trace helps to mend it. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.map((problem) => `- ${problem}`).join("\n");
  const known = error instanceof ModelError || error instanceof HistoryError || error instanceof AdapterError;
  if (known) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

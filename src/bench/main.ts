import { setMaxListeners } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { openLog } from "../pino-log.ts";
import type { Bench, BenchOptions } from "./bench.ts";
import type { MeasurementName } from "./catalogue.ts";
import { compare } from "./compare.ts";
import { describeMachine, noiseWarning } from "./machine.ts";
import { measureFirst } from "./measure-first.ts";
import { measureGaps } from "./measure-gaps.ts";
import { measureMemory } from "./measure-memory.ts";
import { measurePage } from "./measure-page.ts";
import { measureTogether } from "./measure-together.ts";
import { measureWindow } from "./measure-window.ts";
import { type Command, HELP, parseCommand } from "./options.ts";
import { createRecorder } from "./recorder.ts";
import { parseReport, type Report } from "./report.ts";
import { reportPage } from "./report-page.ts";
import { summarize } from "./summary.ts";

const RUNS: Readonly<Record<MeasurementName, readonly ((bench: Bench) => Promise<void>)[]>> = {
  together: [measureTogether],
  first: [measureFirst, measureWindow],
  gaps: [measureGaps],
  memory: [measureMemory],
  page: [measurePage],
};

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  switch (command.kind) {
    case "help":
      print(HELP);
      break;
    case "compare":
      print(compare(await readReport(command.before), await readReport(command.after)));
      break;
    case "measure":
      await measure(command);
      break;
  }
}

async function measure({ options, json, html }: Extract<Command, { kind: "measure" }>): Promise<void> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every answer under way listens, and some measurements have many
  process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
  const report = await runAll(options, stop.signal);
  print(summarize(report));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  if (html !== undefined) await writeFile(html, reportPage(report));
}

/** Makes one measurement after the other. One that fails is noted, and the others go on. */
async function runAll(options: BenchOptions, signal: AbortSignal): Promise<Report> {
  const takenAt = new Date().toISOString();
  const machine = await describeMachine();
  const recorder = createRecorder();
  const noise = noiseWarning(machine);
  if (noise !== null) {
    recorder.note(noise);
    progress(noise);
  }
  const log = openLog("warn", false);
  for (const name of options.only) {
    for (const run of RUNS[name]) {
      const folder = await mkdtemp(join(tmpdir(), "lantern-bench-"));
      try {
        await run({ options, recorder, folder, signal, progress, log });
      } catch (error) {
        signal.throwIfAborted();
        const [reason] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
        recorder.note(`Not all of "${name}" could be measured: ${reason}.`);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }
  const { rounds, threads, plainThreads, contextTokens, answerTokens, sampling } = options;
  return {
    format: "lantern-bench-1",
    takenAt,
    machine,
    model: { file: basename(options.modelPath), bytes: (await stat(options.modelPath)).size },
    settings: { rounds, threads, plainThreads, contextTokens, answerTokens, sampling },
    ...recorder.findings(),
  };
}

async function readReport(file: string): Promise<Report> {
  try {
    return parseReport(await readFile(file, "utf8"));
  } catch {
    throw new ConfigError([`${file} is not a report that --json wrote, or cannot be read.`]);
  }
}

/** To stdout, which holds the results alone. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(what: string): void {
  process.stderr.write(`${what}\n`);
}

try {
  await main();
} catch (error) {
  if (error instanceof DOMException && error.name === "AbortError") process.exit(130);
  if (!(error instanceof ConfigError)) throw error;
  for (const problem of error.problems) progress(problem);
  process.exitCode = 1;
}

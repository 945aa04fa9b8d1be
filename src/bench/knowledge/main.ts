import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, ModelError } from "../../core/errors.ts";
import { FITTING_SCORE } from "../../core/knowledge/knowledge.ts";
import { type Embedder, openEmbedder } from "../../core/knowledge/process/embedder.ts";
import { openLibrary } from "../../core/knowledge/process/library.ts";
import type { Log } from "../../core/log.ts";
import { openLog } from "../../pino-log.ts";
import { openKeywordSearch } from "./keyword-search.ts";
import { measurePages } from "./measure-pages.ts";
import { HELP, type Options, parseCommand } from "./options.ts";
import { askAll, bestThreshold, ofOneLanguage, type Outcome } from "./outcome.ts";
import { DOCUMENTS, type Question, readQuestions } from "./questions.ts";
import { breakdown, comparison, misses, sweep, type Trial } from "./summary.ts";

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === "help") {
    print(HELP);
    return;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
  const folder = await mkdtemp(join(tmpdir(), "lantern-knowledge-"));
  const embedder = command.embeddingModel === null ? null : await openEmbedder(command.embeddingModel);
  try {
    await measure(command, { folder, embedder, log: openLog("warn", false), signal: stop.signal });
  } finally {
    await embedder?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a run has at hand. */
interface Run {
  readonly folder: string;
  readonly embedder: Embedder | null;
  readonly log: Log;
  readonly signal: AbortSignal;
}

async function measure(options: Options, run: Run): Promise<void> {
  const questions = await readQuestions();
  const trials: Trial[] = [await tryLibrary("words", questions, null, run)];
  if (run.embedder) trials.push(await tryLibrary("words and meaning", questions, run.embedder, run));
  const used = trials.at(-1);
  trials.push(await tryKeywords(questions, run));

  print(
    `${comparison(trials)}\n\nThe threshold is ${FITTING_SCORE}; plain keywords have the one that suits them best on all questions.`,
  );
  for (const trial of trials) {
    print(`\n${trial.name}, both halves\n${breakdown(trial)}`);
    if (options.sweep && trial.fitting === FITTING_SCORE) print(`\n${sweep(trial)}`);
  }
  if (options.misses && used) print(`\n${misses(used)}`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(trials, null, 2)}\n`);
  if (options.pages !== null) print(`\n${await measurePages({ ...run, pages: options.pages })}`);
}

/** As the bot does it, with an index of its own. */
async function tryLibrary(
  name: string,
  questions: readonly Question[],
  embedder: Embedder | null,
  { folder, log, signal }: Run,
): Promise<Trial> {
  const file = join(folder, `${name.replaceAll(" ", "-")}.sqlite`);
  await using library = await openLibrary({ folder: DOCUMENTS, file, log, embedder });
  await library.update(signal);
  await library.embed(signal);
  const outcomes = await askAll(
    questions,
    {
      name,
      search: ({ question, before, folders }, limit) => library.search({ question, before, folders, limit }),
    },
    signal,
  );
  return { name, fitting: FITTING_SCORE, outcomes };
}

async function tryKeywords(questions: readonly Question[], { signal }: Run): Promise<Trial> {
  const searcher = await openKeywordSearch(DOCUMENTS, signal);
  const outcomes: readonly Outcome[] = await askAll(questions, searcher, signal);
  return { name: searcher.name, fitting: bestThreshold(ofOneLanguage(outcomes)), outcomes };
}

/** To stdout, which holds the results alone. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  if (error instanceof DOMException && error.name === "AbortError") process.exit(130);
  if (!(error instanceof ConfigError || error instanceof ModelError)) throw error;
  for (const problem of error instanceof ConfigError ? error.problems : [error.message]) {
    process.stderr.write(`${problem}\n`);
  }
  process.exitCode = 1;
}

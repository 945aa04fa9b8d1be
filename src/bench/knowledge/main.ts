import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, ModelError } from "../../core/errors.ts";
import { FITTING_SCORE } from "../../core/knowledge/knowledge.ts";
import { openLibrary } from "../../core/knowledge/process/library.ts";
import { openSearchModels, type SearchModels } from "../../core/knowledge/process/search-models.ts";
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
  try {
    await using models = await openSearchModels(command);
    const { embedder, ranker } = models;
    await measure(command, { folder, embedder, ranker, log: openLog("warn", false), signal: stop.signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a run has at hand. */
interface Run extends Pick<SearchModels, "embedder" | "ranker"> {
  readonly folder: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

async function measure(options: Options, run: Run): Promise<void> {
  const questions = await readQuestions();
  const trials: Trial[] = [];
  for (const ranker of run.ranker ? [null, run.ranker] : [null]) {
    for (const embedder of run.embedder ? [null, run.embedder] : [null])
      trials.push(await tryLibrary(questions, { ...run, embedder, ranker }));
  }
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

/** As the bot does it; what the documents mean is reckoned once. */
async function tryLibrary(
  questions: readonly Question[],
  { folder, embedder, ranker, log, signal }: Run,
): Promise<Trial> {
  const way = embedder ? "words and meaning" : "words";
  const name = ranker ? `${way}, ranked` : way;
  const file = join(folder, embedder ? "meaning.sqlite" : "words.sqlite");
  await using library = await openLibrary({ folder: DOCUMENTS, file, log, embedder, ranker });
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

import { type Config, type KnowledgeAccess, parseConfig } from "../config.ts";
import { openPinnedAnswers } from "../core/answers/pinned-file.ts";
import { describeTrouble, troubleCode } from "../core/database/trouble.ts";
import { ConfigError, HistoryError, ModelError } from "../core/errors.ts";
import { openSearchModels } from "../core/knowledge/process/search-models.ts";
import type { Log } from "../core/log.ts";
import { readEnvFile } from "../environment.ts";
import { openLog } from "../pino-log.ts";
import { visibleText } from "../visible-text.ts";
import { searchModelsAtHand } from "./models-at-hand.ts";
import { openIndex } from "./open-index.ts";
import { type Asked, HELP, parseCommand } from "./options.ts";
import { describeFindings, findingsAsJson, type SearchedDocuments } from "./report.ts";

const NO_DOCUMENTS =
  "There are no documents to search: let KNOWLEDGE_DIR name the folder that they are in, in .env.";
const TELL_EVERY = 50;

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === "help") {
    print(HELP);
    return 0;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
  const config = parseConfig({ ...readEnvFile(".env"), ...process.env });
  const log = openLog("warn", process.stderr.isTTY);

  const pinned = await openPinnedAnswers({ file: config.faqFile, log }).match(
    command.question,
    command.limit,
  );
  if (!config.knowledge && pinned.length === 0) {
    tell(NO_DOCUMENTS);
    return 1;
  }
  const folders = command.folders ?? config.knowledge?.folders ?? null;
  const documents =
    config.knowledge && (await searchDocuments(config, config.knowledge, command, log, stop.signal));
  const findings = { asked: command, folders, pinned, documents };
  print(command.json ? findingsAsJson(findings) : describeFindings(findings));
  return 0;
}

async function searchDocuments(
  { dataDir, modelsDir }: Config,
  access: KnowledgeAccess,
  { question, before, folders, limit }: Asked,
  log: Log,
  signal: AbortSignal,
): Promise<SearchedDocuments> {
  await using models = await openSearchModels(await searchModelsAtHand(access, modelsDir, tell));
  await using index = await openIndex({
    folder: access.dir,
    dataDir,
    embedder: models.embedder,
    ranker: models.ranker,
    log,
    signal,
    onReading(done, total) {
      if (done > 0 && done % TELL_EVERY === 0) tell(`${done} of ${total} files are read.`);
    },
  });
  if (folders) refuseUnknown(folders, index.library.folders());
  const query = { question, before, folders: folders ?? access.folders, limit };
  const askedAt = performance.now();
  const found = await index.library.search(query, signal);
  const ms = performance.now() - askedAt;
  const { files, passages, skipped } = index.library.status();
  for (const { file, reason } of skipped) tell(visibleText(`Not read: ${file}. ${reason}`));
  return { files, passages, found, ms, ofRunningBot: index.ofRunningBot, only: access.only };
}

/** Throws {@link ConfigError} when one of the folders `named` is not `there`: from a slip nothing would be found. */
function refuseUnknown(named: readonly string[], there: readonly string[]): void {
  const unknown = named.filter((folder) => !there.includes(folder));
  if (unknown.length === 0) return;
  const those = there.length === 0 ? "There is none." : `There is: ${there.map(visibleText).join(", ")}.`;
  throw new ConfigError([
    `There is no folder ${unknown.map(visibleText).join(", ")} with documents. ${those}`,
  ]);
}

/** To stdout, which holds the findings alone. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** In sentences for the person who runs the bot; null for a defect. */
function explain(error: unknown): readonly string[] | null {
  if (error instanceof ConfigError) return error.problems;
  if (error instanceof HistoryError || error instanceof ModelError) return [error.message];
  if (troubleCode(error) !== undefined)
    return [`The documents or their index cannot be used because ${describeTrouble(error)}.`];
  return null;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof DOMException && error.name === "AbortError") process.exit(130);
  const sentences = explain(error);
  if (sentences === null) throw error;
  for (const sentence of sentences) tell(sentence);
  process.exitCode = 1;
}

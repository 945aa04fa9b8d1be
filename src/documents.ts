import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { KnowledgeAccess } from "./config.ts";
import type { Clock } from "./core/clock.ts";
import { ConfigError } from "./core/errors.ts";
import type { Knowledge, KnowledgeStatus } from "./core/knowledge/knowledge.ts";
import { startKnowledge } from "./core/knowledge/knowledge-client.ts";
import type { Log } from "./core/log.ts";
import { obtainModel, type ObtainOptions } from "./models/obtain-model.ts";

export interface DocumentsOptions extends ObtainOptions {
  readonly access: KnowledgeAccess;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** One line for the person at the terminal. */
  readonly say: (line: string) => void;
  /** Hears how far the first reading is. */
  readonly onReading: (done: number, total: number) => void;
}

const LOOK_EVERY_MS = 250;
/** What could not be read is named up to this many files; the log has all of them. */
const NAMED_FILES = 5;

/**
 * Opens the owner's documents; they are read while the bot already answers, and their progress is told until all are.
 * `signal` ends a start under way and the telling. Throws {@link ConfigError} where there is no such folder,
 * {@link ModelError} where the embedding or the ranking model cannot be had.
 */
export async function openDocuments(options: DocumentsOptions): Promise<Knowledge> {
  const { access, dataDir, clock, log, signal } = options;
  if (!(await isFolder(access.dir)))
    throw new ConfigError([
      `KNOWLEDGE_DIR is ${access.dir}, but there is no such folder that may be looked into.`,
    ]);
  const embedding = access.embeddingModel && (await obtainModel(access.embeddingModel, options));
  const ranking = access.rankingModel && (await obtainModel(access.rankingModel, options));
  const knowledge = await startKnowledge({
    entry: new URL("./core/knowledge/process/main.js", import.meta.url),
    folder: access.dir,
    file: join(dataDir, "knowledge.sqlite"),
    embeddingModel: embedding?.path ?? null,
    rankingModel: ranking?.path ?? null,
    log,
    clock,
    signal,
  });
  tellReading(knowledge, options).catch(() => undefined); // the bot is being stopped
  return knowledge;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // the sentence is the same, whatever stands in the way
  }
}

/** Tells of the first reading until it has ended, and then what came of it. */
async function tellReading(knowledge: Knowledge, options: DocumentsOptions): Promise<void> {
  for (;;) {
    const status = knowledge.status();
    if (status.reading === null) return sum(status, options);
    if (status.reading.total > 0) options.onReading(status.reading.done, status.reading.total);
    await options.clock.sleep(LOOK_EVERY_MS, options.signal);
  }
}

function sum({ files, passages, skipped }: KnowledgeStatus, { access, say }: DocumentsOptions): void {
  say(`Answers come from ${files} documents in ${access.dir} (${passages} passages).`);
  for (const { file, reason } of skipped.slice(0, NAMED_FILES)) say(`Not read: ${file}. ${reason}`);
  const more = skipped.length - NAMED_FILES;
  if (more > 0) say(`Not read: ${more} more; the log names them.`);
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../core/database/sqlite-file.ts";
import { troubleCode } from "../core/database/trouble.ts";
import { HistoryError } from "../core/errors.ts";
import { fileSize } from "../core/file-size.ts";
import type { Embedder } from "../core/knowledge/process/embedder.ts";
import { type Library, openLibrary } from "../core/knowledge/process/library.ts";
import type { Ranker } from "../core/knowledge/process/ranker.ts";
import type { Log } from "../core/log.ts";
import { lockDataDir } from "../data-lock.ts";

export interface IndexOptions {
  /** The folder of the documents. */
  readonly folder: string;
  readonly dataDir: string;
  readonly embedder: Embedder | null;
  readonly ranker: Ranker | null;
  readonly log: Log;
  /** Told while documents are read. */
  readonly onReading: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

export interface OpenedIndex extends AsyncDisposable {
  readonly library: Library;
  /** What a running bot had found in the documents by now; else they were looked through anew. */
  readonly ofRunningBot: boolean;
}

/**
 * Opens the index of the documents. While no bot runs it is brought up to date, and a bot that starts meanwhile is turned
 * away; while one runs, its index is copied as it is, so that nothing here can get in its way. Throws {@link HistoryError}
 * when DATA_DIR cannot be used, what the documents and SQLite throw, and `signal.reason` on abort.
 */
export async function openIndex(options: IndexOptions): Promise<OpenedIndex> {
  const file = join(options.dataDir, "knowledge.sqlite");
  const closers: (() => Promise<unknown>)[] = [];
  async function close(): Promise<void> {
    for (const one of closers.splice(0).toReversed()) await one();
  }
  try {
    const lock = await lockUnlessRunning(options.dataDir);
    if (lock) closers.push(async () => lock[Symbol.asyncDispose]());
    const place = lock ? { file, isCopy: false } : await copyOf(file, closers);
    const library: Library = await openLibrary({
      ...options,
      file: place.file,
      onChange() {
        const reading = library.status().reading;
        if (reading) options.onReading(reading.done, reading.total);
      },
    });
    closers.push(async () => library[Symbol.asyncDispose]());
    if (!place.isCopy) {
      await library.update(options.signal);
      await library.embed(options.signal);
    }
    return { library, ofRunningBot: place.isCopy, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Null while a bot has the folder. */
async function lockUnlessRunning(dataDir: string): Promise<AsyncDisposable | null> {
  try {
    return await lockDataDir(dataDir);
  } catch (error) {
    if (error instanceof HistoryError && troubleCode(error.cause) === "SQLITE_BUSY") return null;
    throw error;
  }
}

/** A place for the copy; without an index to copy, as when KNOWLEDGE_DIR was set after the start, for one of its own. */
async function copyOf(file: string, closers: (() => Promise<unknown>)[]) {
  const folder = await mkdtemp(join(tmpdir(), "lantern-ask-"));
  closers.push(async () => rm(folder, { recursive: true, force: true }));
  const copy = join(folder, "knowledge.sqlite");
  if ((await fileSize(file)) === null) return { file: copy, isCopy: false };
  const index = await openSqlite(file, "read");
  try {
    await index.query("VACUUM INTO ?", copy);
  } finally {
    await index[Symbol.asyncDispose]();
  }
  return { file: copy, isCopy: true };
}

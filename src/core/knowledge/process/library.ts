import { z } from "zod";
import type { Clock } from "../../clock.ts";
import type { SqliteFile } from "../../database/sqlite-file.ts";
import type { Log } from "../../log.ts";
import { systemClock } from "../../system-clock.ts";
import type { KnowledgeQuery, KnowledgeStatus, Passage } from "../knowledge.ts";
import { type DocumentReader, readHere } from "./document-reader.ts";
import type { Embedder } from "./embedder.ts";
import { foldersWithin, withParents } from "../folders.ts";
import { openIndexFile } from "./index-file.ts";
import { createIndexReader } from "./index-reader.ts";
import { readIndexVersion } from "./index-version.ts";
import { createIndexWriter } from "./index-writer.ts";
import { type Meanings, openMeanings } from "./meanings.ts";
import type { Ranker } from "./ranker.ts";
import { createRanking, MOST_RANKED, rankedAs, type RankedPassage } from "./ranking.ts";
import { searchPassages } from "./search.ts";
import { updateIndex } from "./updating.ts";

/** The owner's documents and their index, in this process. */
export interface Library extends AsyncDisposable {
  /**
   * Brings the index up to date with the folder. Throws what the folder and the database throw, and `signal.reason` on
   * abort; what was done until then stays. Calls wait for each other.
   */
  update(signal: AbortSignal): Promise<void>;
  /** Reckons the vectors that are still to be reckoned; none without an embedding model. Throws as {@link update}. */
  embed(signal: AbortSignal): Promise<void>;
  /**
   * As {@link Knowledge.search}, but throws what the database throws. {@link version} then knows of all that it has seen.
   * Without `signal` nothing aborts it.
   */
  search(query: KnowledgeQuery, signal?: AbortSignal): Promise<readonly RankedPassage[]>;
  /** As {@link Knowledge.passage}, but throws what the database throws. */
  passage(id: string, folders: readonly string[] | null): Promise<Passage | null>;
  folders(): readonly string[];
  version(): string;
  status(): KnowledgeStatus;
}

export interface LibraryOptions {
  /** The folder of the documents. */
  readonly folder: string;
  /** The file of the index. */
  readonly file: string;
  readonly log: Log;
  /** Null: passages are found by their words alone. */
  readonly embedder?: Embedder | null;
  /** Null: passages keep the order that they are found in. */
  readonly ranker?: Ranker | null;
  /** How long ranking takes; the machine's by default. */
  readonly clock?: Clock;
  /** How documents are read; in this thread by default. */
  readonly read?: DocumentReader;
  /** Told whenever {@link Library.folders}, {@link Library.version} or {@link Library.status} may have changed. */
  readonly onChange?: () => void;
}

/** After so many changes the index is brought into order, which takes some seconds of a large one. */
const CHANGES_BEFORE_TIDYING = 200;

/** How often what is told of the library is looked up anew while it reads. */
const REFRESH_MS = 1000;

/** Opens the index; documents are read by {@link Library.update}. Throws what the file system and SQLite throw. */
export async function openLibrary(options: LibraryOptions): Promise<Library> {
  const { folder, file, log, embedder = null, ranker = null, clock = systemClock } = options;
  const { read = readHere, onChange = () => {} } = options;
  const index = await openIndexFile(file, () =>
    log.warn("the index of the documents was damaged or of another version; it is made anew", { file }),
  );
  const writer = createIndexWriter(index.writer);
  const reader = createIndexReader(index.reader);
  const meanings: Meanings | null = embedder ? await openMeanings(embedder, writer, index.reader) : null;
  const ranking = ranker && createRanking({ ranker, clock, log });
  const version = await readIndexVersion(index.reader);
  /** What is found depends on them. */
  const models = [meanings && meanings.model, ranking && `ranked:${ranking.model}`];
  let contents = { asOf: await version.lookUp(), ...(await summarize(index.reader)) };
  let reading: KnowledgeStatus["reading"] = { done: 0, total: 0 };
  let closed: ReadonlyMap<string, string> = new Map();
  let updating: Promise<unknown> = Promise.resolve();

  async function refresh(): Promise<void> {
    const asOf = await version.lookUp();
    contents = { asOf, ...(await summarize(index.reader)) };
    onChange();
  }

  async function update(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let changes = 0;
    let refreshedAt = performance.now();
    try {
      ({ closed, changes } = await updateIndex(
        {
          folder,
          writer,
          read,
          async onProgress(progress) {
            reading = progress;
            onChange();
            // What has been read of a big folder is of use before the rest is.
            if (performance.now() - refreshedAt < REFRESH_MS) return;
            await refresh();
            refreshedAt = performance.now();
          },
        },
        signal,
      ));
    } catch (error) {
      if (signal.aborted) await writer.forgetAttempts();
      throw error;
    } finally {
      // Nobody is to hear that all is read before it is counted.
      await refresh().finally(() => {
        reading = null;
        onChange();
      });
    }
    if (changes >= CHANGES_BEFORE_TIDYING) await writer.tidy();
  }

  return {
    update(signal) {
      const run = updating.then(() => update(signal));
      updating = run.catch(() => {}); // who called hears of the failure
      return run;
    },
    async embed(signal) {
      if (!meanings) return;
      try {
        await meanings.complete(signal);
      } finally {
        await refresh();
      }
    },
    async search(query, signal = new AbortController().signal) {
      signal.throwIfAborted();
      // Who is told of a version is given no folders of an older one.
      if ((await version.lookUp()) !== contents.asOf) await refresh();
      const limit = ranking ? Math.max(query.limit, MOST_RANKED) : query.limit;
      const asFound = await searchPassages(
        { ...query, limit },
        {
          reader,
          meanings,
          passages: contents.passages,
          folders: query.folders && foldersWithin(contents.folders, query.folders),
        },
      );
      const found = ranking
        ? await ranking.rank(query, asFound, signal)
        : asFound.map((passage) => rankedAs(passage, passage.score, null));
      await version.lookUp();
      return found.slice(0, query.limit);
    },
    passage: (id, folders) => reader.passage(id, folders && foldersWithin(contents.folders, folders)),
    folders: () => withParents(contents.folders),
    version: () => [version.current(), ...models].filter((part) => part !== null).join("-"),
    status: () => ({
      files: contents.files,
      passages: contents.passages,
      reading,
      skipped: [...contents.skipped, ...[...closed].map(([path, reason]) => ({ file: path, reason }))],
    }),
    async [Symbol.asyncDispose]() {
      await updating;
      await index[Symbol.asyncDispose]();
    },
  };
}

const indexed = z.array(z.object({ path: z.string(), folder: z.string(), skipped: z.string().nullable() }));
const counted = z.tuple([z.object({ count: z.int() })]);

/** What the index holds in all. */
async function summarize(reader: SqliteFile) {
  const files = indexed.parse(await reader.query("SELECT path, folder, skipped FROM files ORDER BY path"));
  const [{ count }] = counted.parse(await reader.query("SELECT count(*) AS count FROM passages"));
  const readable = files.filter(({ skipped }) => skipped === null);
  return {
    files: readable.length,
    passages: count,
    folders: new Set(readable.map(({ folder }) => folder)),
    skipped: files.flatMap(({ path, skipped }) =>
      skipped === null ? [] : [{ file: path, reason: skipped }],
    ),
  };
}

import { z } from "zod";
import { createKeyedOrder } from "../../database/in-order.ts";
import type { SqliteFile } from "../../database/sqlite-file.ts";
import type { PreparedPassage } from "./document-reader.ts";
import { folderOf } from "../folders.ts";
import { indexRowsOf } from "./index-rows.ts";
import { fileKey } from "./passage-id.ts";
import type { FoundFile } from "./scan.ts";

/** A file as the index knows it. */
export interface IndexedFile extends FoundFile {
  readonly id: number;
  readonly path: string;
  /** Of its bytes. */
  readonly hash: string;
  /** Why it could not be read; null when it was. */
  readonly skipped: string | null;
}

/** Changes the index. Each call changes all that it should or, when it throws, nothing; calls wait for each other. */
export interface IndexWriter {
  files(): Promise<readonly IndexedFile[]>;
  /** Puts `passages` in the place of all that is known of the file. Throws also what `passages` throws. */
  replace(
    path: string,
    found: FoundFile,
    hash: string,
    passages: AsyncIterable<readonly PreparedPassage[]>,
  ): Promise<void>;
  /** The file cannot be read as it is now. */
  skip(path: string, found: FoundFile, hash: string, reason: string): Promise<void>;
  /** The file lies at `path` now, or has only got other dates. */
  move(file: IndexedFile, path: string, found: FoundFile): Promise<void>;
  remove(files: readonly IndexedFile[]): Promise<void>;
  /**
   * Notes that a file is about to be read, and gives how often this process, or one before, has died while it read what
   * hashes to `hash`. The note goes with {@link replace} and {@link skip}.
   */
  attempt(path: string, hash: string): Promise<number>;
  /** The index is being closed while a file is read, which is nothing that the file did. */
  forgetAttempts(): Promise<void>;
  /** Brings what was written piece by piece into the order in which it is searched fastest. */
  tidy(): Promise<void>;
  /** Runs `task` between the other changes, as one of them. */
  change<Result>(task: (database: SqliteFile) => Promise<Result>): Promise<Result>;
}

const indexedFiles = z.array(
  z.object({
    id: z.int(),
    path: z.string(),
    bytes: z.number(),
    changedAt: z.number(),
    hash: z.string(),
    skipped: z.string().nullable(),
  }),
);
const deaths = z.tuple([z.object({ deaths: z.int() })]);

export function createIndexWriter(database: SqliteFile): IndexWriter {
  const order = createKeyedOrder();
  const rows = indexRowsOf(database);

  function change<Result>(task: (database: SqliteFile) => Promise<Result>): Promise<Result> {
    return order.run(["change"], async () => {
      await database.run("BEGIN IMMEDIATE");
      try {
        const result = await task(database);
        await database.run("COMMIT");
        return result;
      } catch (error) {
        // Where SQLite itself has taken all back, there is nothing to take back.
        await database.run("ROLLBACK").catch(() => {});
        throw error;
      }
    });
  }

  async function forgetAttempt(path: string): Promise<void> {
    await database.query("DELETE FROM attempts WHERE path = ?", path);
  }

  return {
    change,
    async files() {
      return indexedFiles.parse(
        await database.query(
          "SELECT id, path, bytes, changed_at AS changedAt, hash, skipped FROM files ORDER BY path",
        ),
      );
    },
    replace: (path, found, hash, passages) =>
      change(async () => {
        await forgetAttempt(path);
        const file = await rows.insertFile(path, found, hash, null);
        for await (const some of passages) await rows.insertPassages(file, path, some);
      }),
    skip: (path, found, hash, reason) =>
      change(async () => {
        await forgetAttempt(path);
        await rows.insertFile(path, found, hash, reason);
      }),
    move: (file, path, found) =>
      change(async () => {
        if (path !== file.path) {
          await rows.removeFiles("path = ?", path);
          await rows.renamePassages(file.id, file.path, path);
        }
        await database.query(
          "UPDATE files SET path = ?, folder = ?, key = ?, bytes = ?, changed_at = ? WHERE id = ?",
          path,
          folderOf(path),
          fileKey(path),
          found.bytes,
          found.changedAt,
          file.id,
        );
      }),
    remove: (files) =>
      change(async () => {
        for (const { id } of files) await rows.removeFiles("id = ?", id);
      }),
    attempt: (path, hash) =>
      change(async () => {
        const counted = await database.query(
          `INSERT INTO attempts (path, hash, deaths) VALUES (?, ?, 0)
           ON CONFLICT (path) DO UPDATE SET hash = excluded.hash,
             deaths = CASE WHEN hash = excluded.hash THEN deaths + 1 ELSE 0 END
           RETURNING deaths`,
          path,
          hash,
        );
        return deaths.parse(counted)[0].deaths;
      }),
    forgetAttempts: () =>
      change(async () => {
        await database.query("DELETE FROM attempts");
      }),
    tidy: () =>
      order.run(["change"], async () => {
        await database.query("INSERT INTO terms (terms) VALUES ('optimize')");
        await database.query("PRAGMA wal_checkpoint(TRUNCATE)");
      }),
  };
}

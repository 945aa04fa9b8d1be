import { chmod, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { openSqlite, type SqliteFile } from "../../database/sqlite-file.ts";
import { troubleCode } from "../../database/trouble.ts";

/** To be raised when documents would be read, cut or found in another way: the index is then made anew. */
const INDEX_VERSION = 3;

/** Whatever can change what is found: each change of it, by whatever statement, counts in its own transaction. */
const VERSION_TRIGGERS = [
  "INSERT ON passages",
  "UPDATE ON passages",
  "DELETE ON passages",
  "UPDATE OF path ON files WHEN OLD.path <> NEW.path",
  "INSERT ON vectors",
  "DELETE ON vectors",
]
  .map(
    (event, number) =>
      `CREATE TRIGGER change_${number} AFTER ${event} BEGIN UPDATE version SET changes = changes + 1; END;`,
  )
  .join("\n  ");

const SCHEMA = `
  CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    folder TEXT NOT NULL,
    key TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    changed_at REAL NOT NULL,
    hash TEXT NOT NULL,
    skipped TEXT
  );
  CREATE INDEX files_by_key ON files (key);
  CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL,
    key TEXT NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL
  );
  CREATE INDEX passages_by_file ON passages (file);
  CREATE INDEX passages_by_key ON passages (key);
  CREATE VIRTUAL TABLE terms USING fts5 (
    heading, body, path, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  CREATE VIRTUAL TABLE vocabulary USING fts5vocab (terms, 'row');
  CREATE TABLE vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL);
  CREATE TABLE embedding (model TEXT NOT NULL);
  CREATE TABLE attempts (path TEXT PRIMARY KEY, hash TEXT NOT NULL, deaths INTEGER NOT NULL);
  CREATE TABLE version (made TEXT NOT NULL, changes INTEGER NOT NULL);
  INSERT INTO version VALUES (lower(hex(randomblob(6))), 0);
  ${VERSION_TRIGGERS}
  PRAGMA user_version = ${INDEX_VERSION};
`;

/** The index on disk: one connection that changes it and one that searches, so that neither waits for the other. */
export interface IndexFile extends AsyncDisposable {
  readonly writer: SqliteFile;
  readonly reader: SqliteFile;
}

/**
 * Opens the index `file`, making it (0600) and its folder (0700) if they are not there. One that is damaged or of another
 * version is thrown away, which `onRenewed` hears of: all that it holds is in the documents. Throws what the file system
 * and SQLite throw.
 */
export async function openIndexFile(file: string, onRenewed: () => void): Promise<IndexFile> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // SQLite would make it readable for others; what it makes beside the file gets the same rights.
  await (await open(file, "a", 0o600)).close();
  await chmod(file, 0o600);
  const sound = await openSound(file);
  if (sound) return sound;
  onRenewed();
  await removeIndexFile(file);
  await (await open(file, "wx", 0o600)).close();
  const renewed = await openSound(file);
  if (!renewed) throw new Error("A new index is not sound.");
  return renewed;
}

/** Removes it with all that SQLite keeps beside it; nobody may have it open. */
export async function removeIndexFile(file: string): Promise<void> {
  for (const part of ["-wal", "-shm", "-journal", ""]) await rm(file + part, { force: true });
}

/** Whether `error` says that what is in the file is no index, or a damaged one. */
export function isDamage(error: unknown): boolean {
  const code = troubleCode(error);
  return code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT";
}

/** Null for one that has to be made anew. */
async function openSound(file: string): Promise<IndexFile | null> {
  const writer = await openSqlite(file, "write");
  try {
    if (await prepare(writer)) {
      const reader = await openSqlite(file, "read");
      return {
        writer,
        reader,
        async [Symbol.asyncDispose]() {
          await reader[Symbol.asyncDispose]();
          await writer[Symbol.asyncDispose]();
        },
      };
    }
  } catch (error) {
    if (!isDamage(error)) {
      await writer[Symbol.asyncDispose]();
      throw error;
    }
  }
  await writer[Symbol.asyncDispose]();
  return null;
}

/** Whether the file is, or has now become, an index of this version. */
async function prepare(writer: SqliteFile): Promise<boolean> {
  await writer.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;");
  const [{ user_version: version }] = z
    .tuple([z.object({ user_version: z.int() })])
    .parse(await writer.query("PRAGMA user_version"));
  const tables = await writer.query("SELECT name FROM sqlite_master LIMIT 1");
  if (version === 0 && tables.length === 0) {
    await writer.run(`BEGIN; ${SCHEMA} COMMIT;`);
    return true;
  }
  if (version !== INDEX_VERSION) return false;
  const verdict = z.tuple([z.object({ quick_check: z.literal("ok") })]);
  return verdict.safeParse(await writer.query("PRAGMA quick_check(1)")).success;
}

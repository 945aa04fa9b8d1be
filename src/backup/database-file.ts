import { open, rm } from "node:fs/promises";
import { z } from "zod";
import { openSqlite } from "../core/database/sqlite-file.ts";

/** Whether the SQLite file `file` can be read from end to end and holds conversations. Throws what SQLite throws; changes nothing. */
export async function isSound(file: string): Promise<boolean> {
  await using database = await openSqlite(file, "read");
  const [verdict] = await database.query("PRAGMA quick_check(1)");
  const tables = await database.query(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'keyv'",
  );
  return soundVerdict.safeParse(verdict).success && tables.length === 1;
}

/**
 * Copies the database `from` to the new file `to` (0600), as it is in one moment; whoever uses it meanwhile is not held up.
 * When that fails, there is no `to`. Throws what SQLite and the file system throw, `EEXIST` when `to` is there.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await (await open(to, "wx", 0o600)).close(); // SQLite would make it readable for others
  try {
    await using database = await openSqlite(from, "read");
    await database.query("VACUUM INTO ?", to);
    await using copy = await open(to, "r+");
    await copy.sync();
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  }
}

/** Moves what waits beside the database into the file itself, so that it is whole without the rest. Throws what SQLite throws. */
export async function settleDatabase(file: string): Promise<void> {
  await using database = await openSqlite(file, "write");
  await database.query("PRAGMA wal_checkpoint(TRUNCATE)");
}

const soundVerdict = z.object({ quick_check: z.literal("ok") });

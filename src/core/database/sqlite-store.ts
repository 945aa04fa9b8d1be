import { access, constants, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { troubleCode } from "./trouble.ts";

/** Keyv's store, which can also write several rows in one statement: all of them or none. */
export class SqliteStore extends KeyvSqlite {
  async setMany(entries: readonly { readonly key: string; readonly value: unknown }[]): Promise<void> {
    const places = entries.map(() => "(?, ?)").join(", ");
    await this.query(
      `INSERT INTO keyv (key, value) VALUES ${places} ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      ...entries.flatMap(({ key, value }) => [key, value]),
    );
  }
}

/**
 * Connects to the SQLite file `file`, making it (0600) and its folder (0700) if they are not there. A call waits for
 * `busyTimeoutMs` while another process has the file locked. Throws what the file system and SQLite throw, also for a file
 * that may only be read.
 */
export async function connectSqlite(file: string, busyTimeoutMs: number): Promise<SqliteStore> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await makeFile(file);
  // SQLite would open it for reading alone, tell nobody before the first write, and lock nothing.
  await access(file, constants.W_OK);
  const store = new SqliteStore({ uri: `sqlite://${file}`, busyTimeout: busyTimeoutMs });
  // The first query must follow at once, or a file that cannot be opened ends the process.
  await store.query("SELECT 1");
  return store;
}

/**
 * Makes it and never opens what is there: closing a file of a database that is in use in this process would give up the
 * locks that SQLite has on it. What SQLite makes beside it gets the same rights.
 */
async function makeFile(file: string): Promise<void> {
  try {
    await (await open(file, "wx", 0o600)).close();
  } catch (error) {
    if (troubleCode(error) !== "EEXIST") throw error;
  }
}

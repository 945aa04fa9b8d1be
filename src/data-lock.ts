import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { connectSqlite, type SqliteStore } from "./core/database/sqlite-store.ts";
import { describeTrouble, troubleCode } from "./core/database/trouble.ts";
import { HistoryError } from "./core/errors.ts";

/** Long enough for whoever was faster to say who it is. */
const BUSY_TIMEOUT_MS = 300;

const holder = z.object({ pid: z.int(), host: z.string(), since: z.iso.datetime() });
type Holder = z.infer<typeof holder>;

/**
 * Keeps the folder `dir`, made (0700) if it is not there, to this process until what is returned is disposed of, which is
 * safe twice, or until the process ends in whatever way: the lock is one of SQLite's on an empty database, so the system
 * itself gives it up. Throws {@link HistoryError} `unwritable` at once, naming the other process, when there is one.
 */
export async function lockDataDir(dir: string): Promise<AsyncDisposable> {
  const folder = resolve(dir);
  const note = join(folder, "lock.json");
  const store = await takeLock(folder, note);
  // Whoever is refused can do without the note; who has the lock must not fail for it.
  await writeNote(note).catch(async () => removeNote(note));
  let release: Promise<void> | undefined;

  async function giveBack(): Promise<void> {
    await removeNote(note);
    await store.disconnect();
  }

  return {
    async [Symbol.asyncDispose]() {
      release ??= giveBack();
      await release;
    },
  };
}

async function takeLock(folder: string, note: string): Promise<SqliteStore> {
  try {
    const store = await connectSqlite(join(folder, "lock.sqlite"), BUSY_TIMEOUT_MS);
    try {
      await store.query("BEGIN EXCLUSIVE");
      return store;
    } catch (error) {
      await store.disconnect();
      throw error;
    }
  } catch (error) {
    const sentence =
      troubleCode(error) === "SQLITE_BUSY"
        ? `${await describeHolder(note)} already uses the folder ${folder}; stop it, or set DATA_DIR to another folder for this one.`
        : `The folder ${folder} cannot be locked because ${describeTrouble(error)}; put that right, or set DATA_DIR to a folder that the bot can write to.`;
    throw new HistoryError("unwritable", sentence, { cause: error });
  }
}

/** In one step, so that nobody reads half of it. */
async function writeNote(note: string): Promise<void> {
  const self: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  await writeFile(`${note}.new`, `${JSON.stringify(self)}\n`, { mode: 0o600 });
  await rename(`${note}.new`, note);
}

/** One that stays says something that is not true any more, but only to somebody who is refused. */
async function removeNote(note: string): Promise<void> {
  await rm(note, { force: true }).catch(() => {});
}

async function describeHolder(note: string): Promise<string> {
  try {
    const { pid, host, since } = holder.parse(JSON.parse(await readFile(note, "utf8")));
    const where = host === hostname() ? "" : ` on ${host}`;
    return `Another Lantern (process ${pid}${where}, since ${since.slice(0, 19).replace("T", " ")} UTC)`;
  } catch {
    return "Another Lantern";
  }
}

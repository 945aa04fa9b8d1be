import { rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describeTrouble, troubleCode } from "../core/database/trouble.ts";
import { HistoryError } from "../core/errors.ts";
import { lockDataDir } from "../data-lock.ts";
import { copyDatabase, isSound, settleDatabase } from "./database-file.ts";
import { DATABASE_NAME, dateInName } from "./names.ts";

export interface RestoreOptions {
  readonly dataDir: string;
  /** The backup. */
  readonly source: string;
  readonly now: Date;
  /** The number of the user who does this; undefined where the system has none. */
  readonly userId: number | undefined;
}

/** What SQLite keeps beside its file. */
const BESIDE = ["-wal", "-shm", "-journal"];

/**
 * Puts the backup in the place of the conversations of `dataDir`, and resolves with where those are now; null when there were
 * none. What the engine parked is dropped: it is only a cache. Throws {@link HistoryError}, with everything as it was: when the
 * backup is none, when a bot runs on `dataDir`, when the folder is another user's, or when the disk refuses.
 */
export async function restore({ dataDir, source, now, userId }: RestoreOptions): Promise<string | null> {
  const folder = resolve(dataDir);
  const backup = resolve(source);
  await refuseUnsound(backup);
  await refuseForeign(folder, userId);
  const lock = await lockDataDir(folder);
  try {
    return await replaceDatabase(folder, backup, now);
  } catch (error) {
    if (error instanceof HistoryError) throw error;
    const sentence = `${backup} cannot be restored to ${folder} because ${describeTrouble(error)}.`;
    throw new HistoryError("unwritable", sentence, { cause: error });
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}

async function replaceDatabase(folder: string, backup: string, now: Date): Promise<string | null> {
  const database = join(folder, DATABASE_NAME);
  const fresh = `${database}.restoring`;
  if (await isSame(backup, database))
    throw new HistoryError("unwritable", `${backup} is the database itself.`);
  await rm(fresh, { force: true }); // of one that was killed
  await copyDatabase(backup, fresh);
  const kept = await setAside(database, await freeName(`${database}.before-restore-${dateInName(now)}`));
  try {
    await rename(fresh, database);
  } catch (error) {
    if (kept !== null) await rename(kept, database);
    throw error;
  }
  await rm(join(folder, "states"), { recursive: true, force: true });
  return kept;
}

async function refuseUnsound(backup: string): Promise<void> {
  let why = "it is damaged, or no backup of Lantern";
  try {
    if (await isSound(backup)) return;
  } catch (error) {
    why = (await isThere(backup)) ? describeTrouble(error) : "it is not there";
  }
  throw new HistoryError("unreadable", `${backup} cannot be restored because ${why}.`);
}

/** The bot could not open a database that belongs to somebody else. */
async function refuseForeign(folder: string, userId: number | undefined): Promise<void> {
  const owner = await stat(folder).then(
    ({ uid }) => uid,
    () => userId, // it will be made
  );
  if (userId === undefined || owner === userId) return;
  throw new HistoryError(
    "unwritable",
    `The folder ${folder} belongs to another user (number ${owner}): restore as that user, such as with sudo -u "#${owner}".`,
  );
}

/** Moves the database and what belongs to it; null when there is none. */
async function setAside(database: string, aside: string): Promise<string | null> {
  // A damaged one is kept as it is, in all its parts: SQLite would write over some of it.
  if (await isSound(database).catch(() => false)) await settleDatabase(database).catch(() => {});
  for (const end of BESIDE) await moveIfThere(database + end, aside + end);
  return (await moveIfThere(database, aside)) ? aside : null;
}

/** Two may be restored in one second, and nothing may be lost. */
async function freeName(name: string): Promise<string> {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    const taken = await Promise.all(["", ...BESIDE].map((end) => isThere(candidate + end)));
    if (!taken.includes(true)) return candidate;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function moveIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (troubleCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  try {
    const [a, b] = await Promise.all([stat(one), stat(other)]);
    return a.ino === b.ino && a.dev === b.dev;
  } catch {
    return false; // one of them is not there
  }
}

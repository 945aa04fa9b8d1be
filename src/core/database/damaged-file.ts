import { rename, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { fileSize } from "../file-size.ts";
import { HistoryError } from "../errors.ts";
import { connectSqlite } from "./sqlite-store.ts";
import { describeTrouble, troubleCode } from "./trouble.ts";

/**
 * The size up to which every page is looked at: half a second on a disk of today, some seconds on an old card, and many
 * times what most bots come to hold. Of a larger file only the way to its rows is looked at; a damaged row in it is told
 * when it is read.
 */
const MAX_CHECKED_BYTES = 128 * 1024 * 1024;
const BUSY_TIMEOUT_MS = 2_000;
/** What SQLite keeps beside its file, and the file itself last: until it has moved, it is found damaged again. */
const PARTS = ["-wal", "-shm", "-journal", ""];

/**
 * Moves the database `file` aside when it is damaged, with all that belongs to it, and returns the sentence that tells the
 * person who runs the bot; nothing is deleted, and who opens `file` next begins a new one. Null when it is sound or not
 * there. To be called before anybody opens it. Throws {@link HistoryError} when a damaged file cannot be moved.
 */
export async function setDamagedAside(file: string, now: Date = new Date()): Promise<string | null> {
  const path = resolve(file);
  if (!(await isDamaged(path))) return null;
  const aside = await freeName(`${path}.damaged-${now.toISOString().slice(0, 19).replaceAll(":", "-")}`);
  try {
    for (const part of PARTS)
      if ((await fileSize(path + part)) !== null) await rename(path + part, aside + part);
  } catch (error) {
    const sentence = `The database ${path} is damaged and cannot be moved aside because ${describeTrouble(error)}.`;
    throw new HistoryError("unwritable", sentence, { cause: error });
  }
  return `The database ${path} was damaged; it has been moved to ${aside}, and a new, empty one takes its place.`;
}

async function isDamaged(path: string): Promise<boolean> {
  const size = await sizeOf(path);
  // SQLite would throw away the changes that wait beside a file that lost everything.
  if (size === 0) return (await sizeOf(`${path}-wal`)) > 0;
  try {
    return !(await isSound(path, size <= MAX_CHECKED_BYTES));
  } catch (error) {
    const code = troubleCode(error);
    // Every other trouble is told by who opens the file to use it.
    return code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT";
  }
}

async function isSound(path: string, wholly: boolean): Promise<boolean> {
  const store = await connectSqlite(path, BUSY_TIMEOUT_MS);
  try {
    if (wholly) return checkResult.safeParse(await store.query("PRAGMA quick_check(1)")).success;
    await store.query("SELECT count(*) FROM keyv");
    return true;
  } finally {
    await store.disconnect();
  }
}

const checkResult = z.tuple([z.object({ quick_check: z.literal("ok") })]);

/** 0 also for what is not there, and for a folder, which is nothing of ours. */
async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : 0;
  } catch {
    return 0;
  }
}

/** Two may be damaged in one second, and none may be lost. */
async function freeName(name: string): Promise<string> {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    const taken = await Promise.all(PARTS.map((part) => fileSize(candidate + part)));
    if (taken.every((size) => size === null)) return candidate;
  }
}

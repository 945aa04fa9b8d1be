import { constants } from "node:fs";
import { chmod, copyFile, open, realpath, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { dateInName } from "../backup/names.ts";
import { troubleCode } from "../core/database/trouble.ts";

/**
 * Writes `text` (0600) to `file` in one step, and resolves with where the file that was there is kept; null when there was none.
 * Throws the file system's errors, with everything as it was.
 */
export async function saveEnv(file: string, text: string, now: Date): Promise<string | null> {
  const path = await behindLinks(file);
  const fresh = `${path}.new`;
  try {
    await write(fresh, text);
    const kept = await keep(path, `${path}.backup-${dateInName(now)}`);
    await rename(fresh, path);
    return kept;
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

async function write(file: string, text: string): Promise<void> {
  await rm(file, { force: true }); // of one that was killed
  await using handle = await open(file, "wx", 0o600);
  await handle.writeFile(text);
  await handle.sync();
}

async function keep(path: string, copy: string): Promise<string | null> {
  try {
    await copyFile(path, copy, constants.COPYFILE_EXCL);
  } catch (error) {
    if (troubleCode(error) === "ENOENT") return null;
    throw error;
  }
  await chmod(copy, 0o600);
  return copy;
}

/** What a link leads to is written, not the link. */
async function behindLinks(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (troubleCode(error) === "ENOENT") return resolve(file);
    throw error;
  }
}

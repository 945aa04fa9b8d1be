import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describeTrouble, troubleCode } from "../core/database/trouble.ts";
import { HistoryError } from "../core/errors.ts";
import { copyDatabase, isSound } from "./database-file.ts";
import { DATABASE_NAME, dateInName } from "./names.ts";

export interface BackupOptions {
  readonly dataDir: string;
  /** A file that is not there yet, or a folder to put one with the date in its name; undefined: `backups` in `dataDir`. */
  readonly target: string | undefined;
  readonly now: Date;
}

/** A backup that was made. */
export interface Backup {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * Saves the conversations of `dataDir` in one SQLite file (0600), as they are in one moment, also while the bot runs. The file
 * gets its name when it is whole and was read again. Throws {@link HistoryError} with a sentence for the person who runs the bot.
 */
export async function backUp({ dataDir, target, now }: BackupOptions): Promise<Backup> {
  const database = join(resolve(dataDir), DATABASE_NAME);
  const file = await targetFile(target, join(resolve(dataDir), "backups"), now);
  if (!(await isThere(database))) {
    throw new HistoryError(
      "unreadable",
      `There is no database ${database}, so there is nothing to save; is DATA_DIR right?`,
    );
  }
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await (await open(file, "wx", 0o600)).close(); // from here on the name is ours
  } catch (error) {
    const why =
      troubleCode(error) === "EEXIST" ? "something with that name is there already" : describeTrouble(error);
    throw new HistoryError("unwritable", `The backup ${file} cannot be written because ${why}.`, {
      cause: error,
    });
  }
  try {
    const part = `${file}.part`;
    await rm(part, { force: true }); // of one that was killed
    await copyDatabase(database, part);
    if (!(await isSound(part))) {
      await rm(part);
      throw new HistoryError("unreadable", `The database ${database} is damaged: npm run doctor says more.`);
    }
    await rename(part, file);
    return { file, bytes: (await stat(file)).size };
  } catch (error) {
    await rm(file, { force: true });
    if (error instanceof HistoryError) throw error;
    const sentence = `The database ${database} cannot be saved in ${file} because ${describeTrouble(error)}.`;
    throw new HistoryError("unwritable", sentence, { cause: error });
  }
}

async function targetFile(target: string | undefined, usual: string, now: Date): Promise<string> {
  const name = `lantern-${dateInName(now)}.sqlite`;
  if (target === undefined) return join(usual, name);
  const isFolder =
    /[/\\]$/.test(target) ||
    (await stat(target).then(
      (found) => found.isDirectory(),
      () => false,
    ));
  return isFolder ? join(resolve(target), name) : resolve(target);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => troubleCode(error) !== "ENOENT", // any other trouble is told by who opens it
  );
}

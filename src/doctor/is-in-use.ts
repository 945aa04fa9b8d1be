import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { troubleCode } from "../core/database/trouble.ts";
import { HistoryError } from "../core/errors.ts";

/** Whether a bot runs on the folder `dataDir`; false when nobody can tell. Makes nothing where none ever ran. Never rejects. */
export async function isInUse(dataDir: string): Promise<boolean> {
  try {
    await stat(join(resolve(dataDir), "lock.sqlite"));
    // SQLite's own code may be what is broken, and then the other checks must still run.
    const { lockDataDir } = await import("../data-lock.ts");
    await (await lockDataDir(dataDir))[Symbol.asyncDispose]();
    return false;
  } catch (error) {
    return error instanceof HistoryError && troubleCode(error.cause) === "SQLITE_BUSY";
  }
}

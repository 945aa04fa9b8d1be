import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describeTrouble, troubleCode } from "../../core/database/trouble.ts";
import { formatBytes } from "../../models/format-bytes.ts";
import { DATABASE_NAME } from "../../backup/names.ts";
import { bad, type Check, ok, warning } from "../check.ts";
import type { Situation } from "../situation.ts";

const LIMIT_MS = 60_000;

/** Whether the conversations can be read. Nothing in the file is changed. */
export function databaseCheck({ config }: Pick<Situation, "config">): Check {
  return {
    name: "Database",
    limitMs: LIMIT_MS,
    async examine() {
      const file = join(resolve(config.dataDir), DATABASE_NAME);
      try {
        const { size } = await stat(file);
        // SQLite's own code may be what is broken, and then the other checks must still run.
        const { isSound } = await import("../../backup/database-file.ts");
        if (await isSound(file)) return ok(`${file} is sound (${formatBytes(size)}).`);
      } catch (error) {
        const code = troubleCode(error);
        if (code === "ENOENT") return ok("there is none yet; the first start makes it.");
        if (code === "ERR_DLOPEN_FAILED" || code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
          return bad(
            "SQLite cannot be loaded on this system.",
            "Run npm ci again on this machine, with this Node.",
          );
        }
        if (code === "SQLITE_BUSY" || code === "SQLITE_LOCKED") {
          return warning(
            `${file} is locked by another program.`,
            "Close what else has it open, then check again.",
          );
        }
        if (code !== "SQLITE_NOTADB" && code !== "SQLITE_CORRUPT") {
          return bad(
            `${file} cannot be read: ${describeTrouble(error)}.`,
            "Let the user that the bot runs as read it.",
          );
        }
      }
      return bad(
        `${file} is damaged.`,
        "Stop the bot and restore a backup: npm run restore -- FILE. Without one, the next start moves it aside and begins anew.",
      );
    },
  };
}

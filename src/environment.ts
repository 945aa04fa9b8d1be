import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { troubleCode } from "./core/database/trouble.ts";

/** Settings by name, as text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What `file`, a `.env`, says; nothing where it is not there. Throws the file system's error when it cannot be read.
 */
export function readEnvFile(file: string): Environment {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (troubleCode(error) === "ENOENT") return {};
    throw error;
  }
}

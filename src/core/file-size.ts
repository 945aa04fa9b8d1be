import { stat } from "node:fs/promises";
import { troubleCode } from "./database/trouble.ts";

/** Bytes of the file or folder `path`; null when it is not there. Throws the file system's other errors. */
export async function fileSize(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (troubleCode(error) === "ENOENT") return null;
    throw error;
  }
}

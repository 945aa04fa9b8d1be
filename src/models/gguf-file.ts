import { open } from "node:fs/promises";
import { ModelError } from "../core/errors.ts";

/** The first four bytes of every GGUF file. */
export const GGUF_MAGIC: Buffer = Buffer.from("GGUF", "latin1");

const OLDEST_VERSION = 2;
const NEWEST_VERSION = 3;

/**
 * Resolves when the file at `path` begins as a GGUF model does. Throws {@link ModelError} `not-a-model` when it does not,
 * and the file system's own error when it cannot be read.
 */
export async function checkGgufFile(path: string): Promise<void> {
  await using file = await open(path, "r");
  if (!(await file.stat()).isFile()) {
    throw new ModelError("not-a-model", `${path} is not a GGUF model file but a folder; MODEL must name the file.`);
  }
  const { buffer: header, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
  if (bytesRead < 8 || !header.subarray(0, 4).equals(GGUF_MAGIC)) {
    throw new ModelError(
      "not-a-model",
      `${path} is not a GGUF model file; delete it, or let MODEL name another file.`,
    );
  }
  const version = header.readUInt32LE(4);
  if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
    throw new ModelError(
      "not-a-model",
      `${path} is a GGUF model file of a kind that cannot be read here (version ${version}); get it in version ${NEWEST_VERSION}.`,
    );
  }
}

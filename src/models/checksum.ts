import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";

/** Where it is noted that a file was checked; `sha256sum -c` reads it too. */
export function checksumNote(path: string): string {
  return `${path}.sha256`;
}

/** The SHA-256 of a file in lower-case hexadecimal digits. `onBytes` hears how many bytes were read so far. Throws `signal.reason` when aborted. */
export async function sha256Of(
  path: string,
  signal: AbortSignal,
  onBytes: (done: number) => void = () => {},
): Promise<string> {
  signal.throwIfAborted();
  const hash = createHash("sha256");
  let done = 0;
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1 << 20 });
  for await (const piece of pieces) {
    signal.throwIfAborted();
    hash.update(piece);
    done += piece.length;
    onBytes(done);
  }
  return hash.digest("hex");
}

/** Notes that the file at `path` was found to have this sum. */
export async function noteChecksum(path: string, sha256: string): Promise<void> {
  await writeFile(checksumNote(path), `${sha256}  ${basename(path)}\n`);
}

/** Whether the file was found to have this sum before, and was not written since. */
export async function isNotedAs(path: string, sha256: string): Promise<boolean> {
  try {
    const [text, note, file] = await Promise.all([
      readFile(checksumNote(path), "utf8"),
      stat(checksumNote(path)),
      stat(path),
    ]);
    return text.startsWith(`${sha256} `) && file.mtimeMs <= note.mtimeMs;
  } catch {
    return false; // no note, or one that cannot be read: the sum is taken again
  }
}

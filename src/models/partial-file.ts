import { constants } from "node:fs";
import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

/** What a part was begun from, so that only the same thing is added to it. */
export interface PartOrigin {
  /** What the server calls this version of the file: a strong ETag, else its date; null when it gives neither. */
  readonly validator: string | null;
  /** Size of the whole file. */
  readonly bytes: number;
  /** SHA-256 of the whole file, when known. */
  readonly sha256: string | null;
}

const originSchema = z.object({
  validator: z.string().nullable(),
  bytes: z.int().nonnegative(),
  sha256: z.string().nullable(),
});

/** A download that is not whole yet, at `<path>.part`, with its origin beside it at `<path>.part.json`. */
export interface PartialFile extends AsyncDisposable {
  readonly path: string;
  /** How much is there. */
  readonly bytes: number;
  /** Null when nothing is there or nobody knows where it came from. */
  readonly origin: PartOrigin | null;
  /** Drops what is there and begins anew. */
  restart(origin: PartOrigin): Promise<void>;
  append(piece: Uint8Array): Promise<void>;
  /** Drops everything. */
  empty(): Promise<void>;
  /** Writes everything to the disk itself and moves it to its final name, all at once; the part is gone after that. */
  complete(): Promise<void>;
}

/** Opens the part of the file at `finalPath`, empty when there was none. Its methods throw the file system's errors. */
export async function openPartialFile(finalPath: string): Promise<PartialFile> {
  const path = `${finalPath}.part`;
  const originPath = `${path}.json`;
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
  let bytes = (await handle.stat()).size;
  let origin = await readOrigin(originPath);

  async function empty() {
    // In this order: a crash in between leaves an origin without bytes, which does no harm.
    if (bytes > 0) await handle.truncate(0);
    bytes = 0;
    origin = null;
    await rm(originPath, { force: true });
  }

  return {
    path,
    get bytes() {
      return bytes;
    },
    get origin() {
      return origin;
    },
    empty,
    async restart(next) {
      await empty();
      await writeFile(originPath, JSON.stringify(next));
      origin = next;
    },
    async append(piece) {
      let written = 0;
      while (written < piece.length) {
        const { bytesWritten } = await handle.write(piece, written, piece.length - written, bytes + written);
        written += bytesWritten;
      }
      bytes += written;
    },
    async complete() {
      await handle.sync();
      await handle.close(); // an open file cannot be moved on Windows
      await rename(path, finalPath);
      await rm(originPath, { force: true });
      await syncFolder(dirname(finalPath));
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
      if (bytes === 0) await rm(path, { force: true });
    },
  };
}

async function readOrigin(path: string): Promise<PartOrigin | null> {
  try {
    return originSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null; // absent or cut off by a crash: the part is judged without it
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    await using folder = await open(path, "r");
    await folder.sync();
  } catch {
    // Windows and some network disks do not offer it; the file itself is on the disk.
  }
}

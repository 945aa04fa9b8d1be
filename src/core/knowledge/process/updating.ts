import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describeTrouble, troubleCode } from "../../database/trouble.ts";
import type { DocumentReader } from "./document-reader.ts";
import type { IndexedFile, IndexWriter } from "./index-writer.ts";
import { UnreadableDocument } from "./reading/read-document.ts";
import { type FoundFile, type Scan, scanFolder } from "./scan.ts";

export interface UpdateOptions {
  readonly folder: string;
  readonly writer: IndexWriter;
  readonly read: DocumentReader;
  /** Told before each file that has changed; the next one waits for it. */
  readonly onProgress: (reading: { readonly done: number; readonly total: number }) => Promise<void>;
}

/** A file whose reading ended the process so many times is not read again until it changes. */
const MAX_DEATHS = 2;

/**
 * Brings the index up to date with the folder: reads what is new or has changed, moves what is only called otherwise, and
 * lets go of what is gone. Gives what could not be looked into. Throws what the folder, the database and `signal` throw;
 * what was done until then stays.
 */
export async function updateIndex(
  options: UpdateOptions,
  signal: AbortSignal,
): Promise<Pick<Scan, "closed"> & { readonly changes: number }> {
  const { folder, writer, onProgress } = options;
  const { files: found, closed } = await scanFolder(folder, signal);
  const known = new Map((await writer.files()).map((file) => [file.path, file]));
  const changed = [...found].filter(([path, file]) => !isSame(known.get(path), file));
  const gone = [...known.values()].filter(({ path }) => !found.has(path));
  // What cannot have been moved is not found a moment longer.
  const sizes = new Set(changed.map(([, { bytes }]) => bytes));
  const lost = gone.filter(({ bytes }) => !sizes.has(bytes));
  if (lost.length > 0) await writer.remove(lost);
  const perhapsMoved = new Set(gone.filter(({ bytes }) => sizes.has(bytes)));

  for (const [done, [path, file]] of changed.entries()) {
    await onProgress({ done, total: changed.length });
    signal.throwIfAborted();
    await updateFile(path, file, known.get(path), perhapsMoved, options, signal);
  }
  if (perhapsMoved.size > 0) await writer.remove([...perhapsMoved]);
  return { closed, changes: changed.length + gone.length };
}

async function updateFile(
  path: string,
  found: FoundFile,
  known: IndexedFile | undefined,
  perhapsMoved: Set<IndexedFile>,
  { folder, writer, read }: UpdateOptions,
  signal: AbortSignal,
): Promise<void> {
  const full = join(folder, path);
  const hash = await hashOf(full, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    return troubleOf(error);
  });
  if (typeof hash !== "string") {
    // Not remembered by its date: it may be readable at the next look.
    await writer.skip(path, { ...found, changedAt: -1 }, "", hash.reason);
    return;
  }
  if (known?.hash === hash) {
    await writer.move(known, path, found);
    return;
  }
  // By its ending a file says how it is to be read.
  const ending = extname(path).toLowerCase();
  const moved = [...perhapsMoved].find(
    (one) => one.hash === hash && extname(one.path).toLowerCase() === ending,
  );
  if (moved) {
    perhapsMoved.delete(moved);
    await writer.move(moved, path, found);
    return;
  }
  if ((await writer.attempt(path, hash)) >= MAX_DEATHS) {
    await writer.skip(path, found, hash, "Reading it ended the program that reads documents, twice.");
    return;
  }
  try {
    await writer.replace(path, found, hash, read(full, signal));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UnreadableDocument)) throw error;
    await writer.skip(path, found, hash, error.message);
  }
}

function isSame(known: IndexedFile | undefined, found: FoundFile): boolean {
  return known?.bytes === found.bytes && known.changedAt === found.changedAt;
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest("base64url");
}

/** Throws what is no trouble with the file. */
function troubleOf(error: unknown): { readonly reason: string } {
  if (troubleCode(error) === undefined) throw error;
  return { reason: `It cannot be read because ${describeTrouble(error)}.` };
}

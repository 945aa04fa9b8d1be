import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { describeTrouble } from "../../database/trouble.ts";
import { KNOWN_EXTENSIONS } from "./reading/read-document.ts";

/** A file that can be read, as it is now. */
export interface FoundFile {
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

export interface Scan {
  /** By path below the folder, with `/` between folders. */
  readonly files: ReadonlyMap<string, FoundFile>;
  /** Files and folders that cannot be looked into, and why, in a sentence. */
  readonly closed: ReadonlyMap<string, string>;
  /** How many files of other kinds there are. */
  readonly others: number;
}

/**
 * All documents below `root`, but nothing that is hidden or leads out of it. Throws what the file system throws when `root`
 * itself cannot be read, and `signal.reason` on abort.
 */
export async function scanFolder(root: string, signal: AbortSignal): Promise<Scan> {
  const home = await realpath(root);
  const files = new Map<string, FoundFile>();
  const closed = new Map<string, string>();
  let others = 0;

  /** `above`: the real folders that this one lies in, for links that lead back up. */
  async function visit(folder: string, entries: readonly Dirent[], above: ReadonlySet<string>) {
    for (const entry of entries) {
      signal.throwIfAborted();
      if (entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && !isKnown(entry.name)) {
        others++;
        continue;
      }
      try {
        await look(path, entry, above);
      } catch (error) {
        signal.throwIfAborted();
        closed.set(path, `It cannot be looked into because ${describeTrouble(error)}.`);
      }
    }
  }

  async function look(path: string, entry: Dirent, above: ReadonlySet<string>): Promise<void> {
    const full = join(root, path);
    if (entry.isSymbolicLink() && !isInside(home, await realpath(full))) return;
    const found = await stat(full);
    if (found.isDirectory()) {
      const real = await realpath(full);
      if (above.has(real)) return;
      await visit(path, await readdir(full, { withFileTypes: true }), new Set([...above, real]));
    } else if (found.isFile() && isKnown(entry.name)) {
      files.set(path, { bytes: found.size, changedAt: found.mtimeMs });
    }
  }

  await visit("", await readdir(root, { withFileTypes: true }), new Set([home]));
  return { files, closed, others };
}

/** Whether a file of this name may be a document. */
export function isKnown(name: string): boolean {
  return KNOWN_EXTENSIONS.has(extname(name).toLowerCase());
}

function isInside(home: string, real: string): boolean {
  const way = relative(home, real);
  return way !== ".." && !way.startsWith(`..${sep}`) && way !== real;
}

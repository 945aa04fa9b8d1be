import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { headerName, isParkingName, isStateName, type Owner, ownerInHeaderName } from "./file-names.ts";
import { type Header, parseHeader } from "./header.ts";

/** A header and its state, as they lie in the folder. */
export interface FoundPair {
  readonly owner: Owner;
  readonly header: Header;
  /** Of both files together. */
  readonly bytes: number;
}

/**
 * What an earlier run left in `folder`: the pairs that can be of use under `identity`, least recently used first, and
 * the names of all other files of parking, such as what a crash left half written. Throws what the file system throws
 * when the folder cannot be listed.
 */
export function findPairs(folder: string, identity: string): { pairs: FoundPair[]; strays: string[] } {
  const names = readdirSync(folder).filter(isParkingName);
  const pairs = names
    .flatMap((name) => findPair(folder, name, identity) ?? [])
    .toSorted((one, other) => one.lastUsed - other.lastUsed);
  const paired = new Set(pairs.flatMap(({ owner, header }) => [headerName(owner), header.state]));
  return { pairs, strays: names.filter((name) => !paired.has(name)) };
}

function findPair(folder: string, name: string, identity: string) {
  const owner = ownerInHeaderName(name);
  if (owner === null) return null;
  try {
    const file = join(folder, name);
    const header = readHeader(folder, owner, identity);
    const { size, mtimeMs: lastUsed } = statSync(file);
    if (!header || statSync(join(folder, header.state)).size !== header.bytes) return null;
    return { owner, header, bytes: size + header.bytes, lastUsed };
  } catch {
    return null; // whatever it is, it is no pair
  }
}

/** The header of `owner`; null when it is not whole or not for `identity`. Throws what the file system throws. */
export function readHeader(folder: string, owner: Owner, identity: string): Header | null {
  const header = parseHeader(readFileSync(join(folder, headerName(owner)), "utf8"));
  const ours = header?.owner === owner && header.identity === identity && isStateName(header.state, owner);
  return ours ? header : null;
}

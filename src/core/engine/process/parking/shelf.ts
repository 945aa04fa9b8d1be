import { chmodSync, mkdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { headerName, type Owner } from "./file-names.ts";
import { findPairs } from "./find-pairs.ts";
import { contentOf } from "./header.ts";

/** A header and its state in the folder. */
export interface Pair {
  /** The state's file name. */
  readonly state: string;
  /** Of both files together. */
  readonly bytes: number;
  /** See {@link contentOf}. */
  readonly content: string;
}

/** Which pairs the folder holds, kept in memory so that it is listed only once, and the order of their last use. */
export interface Shelf {
  get(owner: Owner): Pair | undefined;
  /** Notes a pair whose header is in place, as the latest, and removes the state that it takes the place of. */
  put(owner: Owner, pair: Pair): void;
  /** Notes that `owner` was the latest to be used, on disk as well. */
  touch(owner: Owner): void;
  /** Removes the files of `owner`, if there are any. */
  remove(owner: Owner): void;
  /** Removes pairs, least recently used first, until `bytes` more fit under the cap; what `owner` has is not counted. */
  makeRoom(bytes: number, owner?: Owner): void;
}

export interface ShelfOptions {
  readonly folder: string;
  readonly identity: string;
  readonly maxBytes: number;
  readonly onProblem: (error: unknown) => void;
}

/** Takes over what an earlier run left in the folder, makes it where it is missing, and removes what is of no use. */
export function openShelf({ folder, identity, maxBytes, onProblem }: ShelfOptions): Shelf {
  /** Least recently used first. */
  const pairs = new Map<Owner, Pair>();

  function attempt(task: () => void): void {
    try {
      task();
    } catch (error) {
      onProblem(error);
    }
  }

  function removeFile(name: string): void {
    attempt(() => rmSync(join(folder, name), { force: true, recursive: true }));
  }

  function remove(owner: Owner): void {
    const pair = pairs.get(owner);
    if (!pair) return;
    pairs.delete(owner);
    removeFile(headerName(owner)); // first, so that no header is ever left without its state
    removeFile(pair.state);
  }

  function makeRoom(bytes: number, owner?: Owner): void {
    const others = [...pairs].filter(([other]) => other !== owner);
    let total = others.reduce((sum, [, pair]) => sum + pair.bytes, bytes);
    for (const [other, pair] of others) {
      if (total <= maxBytes) break;
      remove(other);
      total -= pair.bytes;
    }
  }

  attempt(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = findPairs(folder, identity);
    for (const { owner, header, bytes } of found.pairs) {
      pairs.set(owner, { state: header.state, bytes, content: contentOf(header) });
    }
    for (const name of found.strays) removeFile(name);
    chmodSync(folder, 0o700);
  });
  makeRoom(0); // the cap may have been lowered

  return {
    get: (owner) => pairs.get(owner),
    put(owner, pair) {
      const replaced = pairs.get(owner);
      pairs.delete(owner);
      pairs.set(owner, pair);
      if (replaced) removeFile(replaced.state);
    },
    touch(owner) {
      const pair = pairs.get(owner);
      if (!pair) return;
      pairs.delete(owner);
      pairs.set(owner, pair);
      const now = new Date();
      attempt(() => utimesSync(join(folder, headerName(owner)), now, now));
    },
    remove,
    makeRoom,
  };
}

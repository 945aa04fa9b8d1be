import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Token } from "../../../../../src/core/engine/process/llama.ts";
import type { TokenSequence } from "../../../../../src/core/engine/process/token-model.ts";
import { aToken } from "../tokens.ts";

/** Bytes that are written at once. */
const PIECE = 10_000;

/** A sequence that only holds tokens; its state files are lists of them, with `padding` bytes behind. */
export interface PaperSequence extends TokenSequence {
  hold(...tokens: number[]): void;
  /** What the next calls of save do instead of succeeding. */
  failToSave: ((file: string) => void) | null;
}

export function createPaperSequence(padding = 0): PaperSequence {
  let tokens: Token[] = [];
  return {
    failToSave: null,
    get tokens() {
      return [...tokens];
    },
    hold(...held) {
      tokens = held.map((token) => aToken(token));
    },
    async trimTo(length) {
      tokens = tokens.slice(0, length);
    },
    async read(more) {
      tokens.push(...more);
    },
    // oxlint-disable-next-line require-yield -- it has nothing to say
    async *write(more) {
      tokens.push(...more);
    },
    async save(file) {
      this.failToSave?.(file);
      const descriptor = openSync(file, "w");
      writeSync(descriptor, JSON.stringify(tokens));
      // Bit by bit, as native code does.
      for (let rest = padding; rest > 0; rest -= PIECE)
        writeSync(descriptor, " ".repeat(Math.min(rest, PIECE)));
      closeSync(descriptor);
    },
    async load(file) {
      tokens = [];
      const numbers: unknown = JSON.parse(readFileSync(file, "utf8"));
      if (!Array.isArray(numbers)) throw new TypeError("not a state");
      tokens = numbers.map((token) => aToken(Number(token)));
    },
  };
}

import { describe, expect, it } from "vitest";
import { inSequenceOrder, levelOf } from "../../../../src/core/engine/process/llama-batch.ts";
import { aToken } from "./tokens.ts";

/** What a sequence wants to have computed: its tokens are its own number, as many as said. */
function wants(sequence: number, count: number, sequences = 4) {
  const tokens = Array.from({ length: count }, () => aToken(sequence));
  return { tokens, logits: [], evaluationPriority: levelOf(sequence, sequences) };
}

const ordered = (items: readonly ReturnType<typeof wants>[], size = 128) =>
  inSequenceOrder({ items, size }).map(({ item, processAmount }) => [item.tokens[0], processAmount]);

describe("the batch of a step", () => {
  it("has the sequences in ascending order, whoever came first", () => {
    expect(ordered([wants(2, 1), wants(3, 1), wants(0, 17), wants(1, 1)])).toEqual([
      [0, 17],
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  it("leaves the rest for the next one when there is no room for all", () => {
    expect(ordered([wants(1, 100), wants(0, 60), wants(2, 1)], 128)).toEqual([
      [0, 60],
      [1, 68],
    ]);
  });

  it("tells up to five sequences apart, and keeps the row of more", () => {
    const levels = (sequences: number) =>
      Array.from({ length: sequences }, (_, index) => levelOf(index, sequences));
    expect(levels(5)).toEqual([1, 2, 3, 4, 5]);
    expect(levels(2)).toEqual([1, 2]);
    const many = levels(16);
    expect(many).toEqual(many.toSorted((a, b) => a - b));
    expect(new Set(many).size).toBe(5);
  });
});

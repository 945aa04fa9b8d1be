import { expect, it } from "vitest";
import { sliceTokens } from "../../../../src/core/engine/process/slice.ts";

it("lets a prompt take whole batches while nobody waits for a next token", () => {
  expect(sliceTokens({ writers: 0, readers: 1, batchTokens: 128 })).toBe(128);
  expect(sliceTokens({ writers: 0, readers: 3, batchTokens: 128 })).toBe(42);
});

it("keeps a step short, and whole groups of four tokens, while somebody writes", () => {
  expect(sliceTokens({ writers: 1, readers: 1, batchTokens: 128 })).toBe(63);
  expect(sliceTokens({ writers: 4, readers: 2, batchTokens: 128 })).toBe(30);
});

it("always goes on, however many write", () => {
  expect(sliceTokens({ writers: 64, readers: 2, batchTokens: 64 })).toBe(1);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowStart } from "../../../../src/core/engine/process/prompt-window.ts";

describe("the window", () => {
  it("holds everything while everything fits", () => {
    expect(windowStart({ sizes: [30, 30, 40], budget: 100, start: 0 })).toBe(0);
  });

  it("moves on until half of the budget is free once something does not fit", () => {
    expect(windowStart({ sizes: [30, 30, 30, 20], budget: 100, start: 0 })).toBe(2);
  });

  it("stays where it moved to while the conversation goes on", () => {
    expect(windowStart({ sizes: [30, 30, 30, 20, 40], budget: 100, start: 2 })).toBe(2);
  });

  it("always holds the question, also when it takes more than half", () => {
    expect(windowStart({ sizes: [30, 90], budget: 100, start: 0 })).toBe(1);
  });

  it("is none when the question alone does not fit", () => {
    expect(windowStart({ sizes: [10, 101], budget: 100, start: 0 })).toBeNull();
  });

  it("never exceeds the budget, never moves back and never drops the question", () => {
    const conversation = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }),
      budget: fc.integer({ min: 60, max: 200 }),
      start: fc.nat(39),
    });
    fc.assert(
      fc.property(conversation, ({ sizes, budget, start }) => {
        const from = Math.min(start, sizes.length - 1);
        const first = windowStart({ sizes, budget, start: from });
        if (first === null) return false;
        const held = sizes.slice(first).reduce((sum, size) => sum + size, 0);
        return first >= from && first < sizes.length && held <= budget;
      }),
      { seed: 42 },
    );
  });
});

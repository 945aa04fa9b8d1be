import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, percentile, ratio, speedTogether } from "../../src/bench/statistics.ts";

describe("the median", () => {
  it("is the one in the middle, or the mean of the two there", () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([4, 10, 1, 6])).toBe(5);
    expect(median([])).toBeNaN();
  });

  it("has as many values below as above, in whatever order they come", () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.property(values, (some) => {
        const middle = median(some);
        expect(some.filter((value) => value < middle).length).toBeLessThanOrEqual(some.length / 2);
        expect(some.filter((value) => value > middle).length).toBeLessThanOrEqual(some.length / 2);
        expect(median(some.toReversed())).toBe(middle);
      }),
      { seed: 42 },
    );
  });
});

describe("a percentile", () => {
  it("is the smallest value that so many do not exceed", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile([7], 99)).toBe(7);
    expect(percentile([3, 1, 2], 50)).toBe(2);
    expect(percentile([], 99)).toBeNaN();
  });
});

describe("a ratio", () => {
  it("is taken round by round, so that a disturbed round disturbs one pair only", () => {
    // The machine got slower in the second round and stayed so: each pair still says twice.
    expect(ratio([20, 10, 4], [10, 5, 2])).toBe(2);
  });

  it("of series of different lengths is that of their medians", () => {
    expect(ratio([6, 8, 10], [2])).toBe(4);
    expect(ratio([], [2])).toBeNaN();
  });
});

describe("the speed of answers together", () => {
  it("counts what was written after each one's first token, over the whole time", () => {
    const answers = [
      { tokens: 11, firstMs: 100, lastMs: 1100 },
      { tokens: 11, firstMs: 150, lastMs: 1100 },
    ];
    expect(speedTogether(answers)).toBe(20);
  });

  it("is not made better by one that waits for the other", () => {
    const oneByOne = [
      { tokens: 11, firstMs: 0, lastMs: 1000 },
      { tokens: 11, firstMs: 1000, lastMs: 2000 },
    ];
    expect(speedTogether(oneByOne)).toBe(10);
  });

  it("is no number when nothing followed a first token", () => {
    expect(speedTogether([{ tokens: 1, firstMs: 5, lastMs: 5 }])).toBeNaN();
  });
});

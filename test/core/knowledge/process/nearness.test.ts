import { describe, expect, it } from "vitest";
import { FITTING_SCORE } from "../../../../src/core/knowledge/knowledge.ts";
import { nearnessOf } from "../../../../src/core/knowledge/process/nearness.ts";

/** Of passages that have nothing to do with the question: normally distributed, the same for the same seed. */
function noise(count: number, seed: number, mean = 0, deviation = 0.1): Float32Array {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / (2 ** 32 + 1);
  };
  return Float32Array.from(
    { length: count },
    () => mean + deviation * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()),
  );
}

function highest(similarities: Float32Array): number {
  const nearness = nearnessOf(similarities);
  return Math.max(...[...similarities.keys()].map((place) => nearness.at(place)));
}

describe("how near passages are to a question", () => {
  it("lists the nearest first, and of equals no more than asked for", () => {
    const nearness = nearnessOf(Float32Array.of(0.1, 0.7, 0.3, 0.7, -0.2));
    expect(nearness.nearest(3)).toEqual([1, 3, 2]);
    expect(nearness.nearest(1)).toEqual([1]);
    expect(nearness.nearest(9)).toEqual([1, 3, 2, 0, 4]);
    expect(nearness.nearest(0)).toEqual([]);
    expect(nearnessOf(new Float32Array(0)).nearest(3)).toEqual([]);
  });

  it("does not depend on what a model calls near", () => {
    const usual = [...noise(200, 1), 0.6];
    const narrow = usual.map((similarity) => 0.8 + similarity / 10);
    const places = [...usual.keys()];
    const of = (similarities: readonly number[]) => {
      const nearness = nearnessOf(Float32Array.from(similarities));
      return places.map((place) => nearness.at(place));
    };
    for (const [place, nearness] of of(narrow).entries())
      expect(nearness).toBeCloseTo(of(usual)[place] ?? -1, 3);
  });

  it("lets what stands out answer by that alone, and what anything comes to by chance not", () => {
    for (const count of [100, 1000, 10_000]) {
      const passing = Array.from({ length: 50 }, (_, seed) => highest(noise(count, seed + 1)));
      expect(passing.filter((one) => one >= FITTING_SCORE).length).toBeLessThanOrEqual(2);
      expect(highest(Float32Array.of(...noise(count, 7), 0.8))).toBeGreaterThan(FITTING_SCORE);
    }
  });

  it("stays between 0 and 1, and is nothing where all are alike", () => {
    const nearness = nearnessOf(Float32Array.of(...noise(500, 3), 50, -50));
    expect(nearness.at(500)).toBe(1);
    expect(nearness.at(501)).toBe(0);
    expect(highest(new Float32Array(100).fill(0.9))).toBe(0);
  });

  it("orders a handful of passages, but answers nothing by meaning alone there", () => {
    const nearness = nearnessOf(Float32Array.of(0.9, 0.5, -0.3));
    expect(nearness.at(0)).toBeGreaterThan(nearness.at(1));
    expect(nearness.at(0)).toBeLessThan(FITTING_SCORE);
    expect(nearness.at(2)).toBe(0);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVectors } from "../../../../src/core/knowledge/process/vectors.ts";

describe("vectors side by side", () => {
  it("compare a question with each, also with more of them than there was room for", () => {
    const vectors = createVectors();
    for (let n = 0; n < 1000; n++) vectors.set(`key ${n}`, Float32Array.of(n, 1));
    const products = vectors.products(Float32Array.of(2, -3));
    expect(products).toHaveLength(1000);
    expect([...products.keys()].map((place) => vectors.keyAt(place))).toContain("key 999");
    expect(products[vectors.placeOf("key 999") ?? -1]).toBe(2 * 999 - 3);
  });

  it("may have any number of numbers", () => {
    for (const length of [1, 3, 4, 7, 8]) {
      const vectors = createVectors();
      for (const first of [1, 10]) {
        vectors.set(
          `from ${first}`,
          Float32Array.from({ length }, (_, at) => first + at),
        );
      }
      const sum = (first: number) => length * first + (length * (length - 1)) / 2;
      expect([...vectors.products(new Float32Array(length).fill(1))]).toEqual([sum(1), sum(10)]);
    }
  });

  it("keep what each key was given last, whatever is set and deleted", () => {
    const step = fc.record({
      key: fc.constantFrom("a", "b", "c", "d"),
      number: fc.option(fc.integer({ max: 99 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const vectors = createVectors();
        const expected = new Map<string, number>();
        for (const { key, number } of steps) {
          if (number === null) {
            vectors.delete(key);
            expected.delete(key);
          } else {
            vectors.set(key, Float32Array.of(0, number));
            expected.set(key, Math.fround(number));
          }
        }
        const products = vectors.products(Float32Array.of(5, 1));
        const kept = [...products].map((product, place): [string, number] => [vectors.keyAt(place), product]);
        expect(new Map(kept)).toEqual(expected);
        expect(vectors.size).toBe(expected.size);
        for (const [place, [key]] of kept.entries()) expect(vectors.placeOf(key)).toBe(place);
      }),
      { seed: 42 },
    );
  });

  it("are all of one model: one of another length is an error", () => {
    const vectors = createVectors();
    vectors.set("a", Float32Array.of(1, 0));
    expect(() => vectors.set("b", Float32Array.of(1, 0, 0))).toThrow(RangeError);
    expect(() => vectors.keyAt(1)).toThrow(RangeError);
    vectors.delete("a");
    vectors.set("b", Float32Array.of(1, 0, 0));
    expect(vectors.size).toBe(1);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forgivenTypos, typosBetween } from "../../../src/core/wording/typos.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "e"), maxLength: 9 });

describe("typos", () => {
  it.each([
    ["batery", "battery", 1],
    ["recieve", "receive", 1],
    ["bycicle", "bicycle", 2],
    ["price", "price", 0],
    ["", "abc", 3],
  ])("between %s and %s are counted: a letter wrong, missing, too many, or swapped", (one, other, count) => {
    expect(typosBetween(one, other, 3)).toBe(count);
  });

  it("are more than forgiven as soon as that is clear", () => {
    expect(typosBetween("battery", "sea", 2)).toBeGreaterThan(2);
    expect(typosBetween("aaaaaaa", "bbbbbbb", 2)).toBeGreaterThan(2);
  });

  it("are as many there as back, and none only between the same words", () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        const count = typosBetween(one, other, 20);
        expect(typosBetween(other, one, 20)).toBe(count);
        expect(count === 0).toBe(one === other);
      }),
      { seed: 42 },
    );
  });

  it("never seem to be within the limit when they are not", () => {
    fc.assert(
      fc.property(word, word, fc.nat(3), (one, other, most) => {
        const count = typosBetween(one, other, 20);
        const limited = typosBetween(one, other, most);
        expect(limited <= most ? limited : "more").toBe(count <= most ? count : "more");
      }),
      { seed: 42 },
    );
  });

  it("are forgiven in long words, and in nothing else than Latin letters", () => {
    expect(["bike", "phone", "saturdai", "电池电池电池", "2025202", "abc12345"].map(forgivenTypos)).toEqual([
      0, 1, 2, 0, 0, 0,
    ]);
  });
});

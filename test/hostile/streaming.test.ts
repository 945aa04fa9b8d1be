import fc from "fast-check";
import { expect, it } from "vitest";
import { closeFences, withoutHalfMarker } from "../../src/core/streaming/code-fence.ts";
import { hasFirstWords } from "../../src/core/streaming/first-words.ts";
import { createSplitter, splitText } from "../../src/core/streaming/split-text.ts";
import { bombs, hostileText } from "./generators.ts";

const DISCORD = { maxLength: 2000, maxLines: 17 };
const TELEGRAM = { maxLength: 3840, maxLines: Infinity };
const TINY = { maxLength: 64, maxLines: 4 };

function expectWholeAndWithin(text: string) {
  for (const limits of [DISCORD, TELEGRAM, TINY]) {
    const parts = splitText(text, limits);
    expect(parts.map(({ source }) => source).join("")).toBe(text.trim() === "" ? "" : text);
    for (const { shown } of parts) {
      expect(shown.trim()).not.toBe("");
      expect(shown.length).toBeLessThanOrEqual(limits.maxLength);
      expect(shown.split("\n").length).toBeLessThanOrEqual(limits.maxLines);
    }
  }
}

it("is cut into parts that are the whole of it, each within its limits", () => {
  fc.assert(fc.property(hostileText, expectWholeAndWithin), { seed: 42, numRuns: 2_000 });
});

it.each(bombs(20_000))("is cut so too when it is a bomb of %s", (_, text) => {
  expectWholeAndWithin(text);
});

it("is cut the same whether it comes at once or in pieces", () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: 40 }), (text, steps) => {
      const split = createSplitter(TINY);
      for (let step = 1; step <= steps; step++)
        split(text.slice(0, Math.floor((text.length * step) / steps)));
      expect(split(text)).toEqual(splitText(text, TINY));
    }),
    { seed: 42, numRuns: 1_000 },
  );
});

it("is closed where it leaves code open, and loses no more than its last line while that may become a marker", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(closeFences(text).startsWith(text)).toBe(true);
      expect(closeFences(closeFences(text))).toBe(closeFences(text));
      expect(text.startsWith(withoutHalfMarker(text))).toBe(true);
      expect(text.slice(withoutHalfMarker(text).length)).not.toContain("\n");
      hasFirstWords(text);
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

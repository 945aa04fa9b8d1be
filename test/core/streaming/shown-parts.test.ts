import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createShownParts } from "../../../src/core/streaming/shown-parts.ts";
import { SMALL_LIMITS } from "../../fakes/recording-surface.ts";

const DISCORD = { ...SMALL_LIMITS, maxPartLength: 2_000, maxPartLines: 17 };

function growing(text: string): string {
  return createShownParts(SMALL_LIMITS)(text, "growing").join("|");
}

function whole(text: string): readonly string[] {
  return createShownParts(SMALL_LIMITS)(text, "whole");
}

describe("a text that grows", () => {
  it.each([
    ["The **bold", "The **bold**"],
    ["The *slanted", "The *slanted*"],
    ["The __bold", "The __bold__"],
    ["The _slanted words", "The _slanted words_"],
    ["The ***both", "The ***both***"],
    ["**bold and *slanted", "**bold and *slanted***"],
    ["It is ~~wrong", "It is ~~wrong~~"],
    ["Run `npm ci", "Run `npm ci`"],
    ["Run ``a ` b", "Run ``a ` b``"],
    ["- one\n- **two", "- one\n- **two**"],
    ["这是**重点", "这是**重点**"],
    ["**Bold:** and `code` and *more", "**Bold:** and `code` and *more*"],
  ])("has closed what it leaves open: %j", (text, shown) => {
    expect(growing(text)).toBe(shown);
  });

  it.each([
    ["The **bold** word", "The **bold** word"],
    ["**重点。**后面", "**重点。**后面"],
    ["a ***b*** c", "a ***b*** c"],
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["* an item\n* another", "* an item\n* another"],
    ["---\n***\ntext", "---\n***\ntext"],
    ["snake_case_name and more_of_it", "snake_case_name and more_of_it"],
    ["about ~5 or ~6", "about ~5 or ~6"],
    ["`a ** b` c", "`a ** b` c"],
    ["```js\nlet a = b ** c;\nlet _d", "```js\nlet a = b ** c;\nlet _d\n```"],
    ["https://example.com/_path/*x", "https://example.com/_path/*x"],
    ["**https://example.com** is", "**https://example.com** is"],
    ["[a_b *c](https://example.com/*d) e", "[a_b *c](https://example.com/*d) e"],
    ["\\*no star", "\\*no star"],
    ["an unfinished **thought\n\nthat was left", "an unfinished **thought\n\nthat was left"],
    ["an unfinished **thought\n- that was left", "an unfinished **thought\n- that was left"],
    ["******", ""],
  ])("is left as it is where nothing is open: %j", (text, shown) => {
    expect(growing(text)).toBe(shown);
  });

  it.each([
    ["The **", "The"],
    ["The **bold*", "The **bold**"],
    ["The `", "The"],
    ["Run ``a`", "Run ``a``"],
    ["over ~", "over"],
    ["a \\", "a"],
    ["**a \\", "**a**"],
  ])("leaves out what may be half of a mark: %j", (text, shown) => {
    expect(growing(text)).toBe(shown);
  });

  it("shows everything once it is whole", () => {
    for (const text of ["The **bold", "The **", "a \\", "2 *3", "`"]) expect(whole(text)).toEqual([text]);
  });
});

describe("a text that is cut", () => {
  const words = Array.from({ length: 30 }, (_, index) => `word${index}`).join(" ");

  it.each(["**", "*", "_", "~~", "`", "***"])("closes %s in one part and opens it in the next", (mark) => {
    const parts = whole(`${mark}${words}${mark} the end`);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts.slice(0, -1)) {
      expect(part.startsWith(`${mark}word`)).toBe(true);
      expect(part.endsWith(mark)).toBe(true);
    }
    expect(parts.at(-1)).toMatch(/ the end$/);
    expect(parts.join(" ").replaceAll(mark, "")).toBe(`${words} the end`);
  });

  it("closes in the last part what was only opened because it was cut", () => {
    const parts = whole(`**${words}`);
    expect(parts.every((part) => part.startsWith("**") && part.endsWith("**"))).toBe(true);
  });

  it("carries nothing over the end of a paragraph", () => {
    expect(whole(`**${"a".repeat(80)}\n\n${"b".repeat(80)}`)).toEqual([
      `**${"a".repeat(80)}`,
      "b".repeat(80),
    ]);
  });

  it("keeps the first parts as they are, whatever is added", () => {
    const text = `**${words}** and *${words}* and then \`${words}\`.`;
    const all = whole(text);
    const grow = createShownParts(SMALL_LIMITS);
    for (let length = 1; length < text.length; length++) {
      const parts = grow(text.slice(0, length), "growing");
      expect(parts).toEqual(createShownParts(SMALL_LIMITS)(text.slice(0, length), "growing"));
      expect(all.slice(0, Math.max(parts.length - 1, 0))).toEqual(parts.slice(0, -1));
    }
  });
});

describe("any text", () => {
  const pieces = fc.constantFrom(
    "**",
    "*",
    "_",
    "__",
    "~~",
    "`",
    "``",
    "```",
    "\n```js\n",
    "\n",
    "\n\n",
    "- ",
    "\\",
    " ",
    "word",
    "a long run of words ",
    "。",
    "重点",
    "[",
    "](",
    ")",
    "https://example.com/a_b",
    "👩‍👩‍👧",
    "\ud800",
  );
  const texts = fc.array(pieces, { maxLength: 120 }).map((all) => all.join(""));
  const ink = (text: string) => text.replaceAll(/[\s*_~`]|js/g, "");

  it("keeps all its words, in parts within the limits, and nothing blank on the way there", () => {
    fc.assert(
      fc.property(texts, fc.nat(), (text, at) => {
        for (const limits of [SMALL_LIMITS, DISCORD]) {
          const parts = createShownParts(limits)(text, "whole");
          expect(parts.every((part) => part.trim() !== "" && part.length <= limits.maxPartLength)).toBe(true);
          expect(ink(parts.join(""))).toBe(ink(text));
          const earlier = createShownParts(limits)(text.slice(0, at % (text.length + 1)), "growing");
          expect(earlier.every((part) => part.trim() !== "" && part.length <= limits.maxPartLength)).toBe(
            true,
          );
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it("takes time linear in its length", () => {
    for (const unit of ["*a ", "_a*", "`", "**a", "[", "https://a_", "~~a ", "\\", "*a\n"]) {
      const started = performance.now();
      createShownParts(DISCORD)(unit.repeat(200_000 / unit.length), "growing");
      expect(performance.now() - started, unit).toBeLessThan(10_000);
    }
  });
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { parseBlocks, type Token } from "../../src/markdown/parse.ts";
import { allTokens, children } from "../markdown/all-tokens.ts";
import { bombs, hostileText, nestedText } from "./generators.ts";

const MAX_DEPTH = 12;

/** Tokens of each type on the longest way down. */
function depthOf(tokens: readonly Token[], counts: (token: Token) => boolean): number {
  const depths = tokens.map((token) => depthOf(children(token), counts) + (counts(token) ? 1 : 0));
  return depths.reduce((most, depth) => Math.max(most, depth), 0);
}

const withoutBlank = (text: string) => text.replaceAll(/\s/g, "");

function expectBounded(markdown: string) {
  const text = markdown.replace(/\r\n?/g, "\n");
  for (const breaks of [false, true]) {
    const blocks = parseBlocks(text, { breaks });
    const raw = blocks.map((block) => block.raw).join("");
    expect(raw.length).toBe(text.length);
    expect(withoutBlank(raw)).toBe(withoutBlank(text));
    expect(depthOf(blocks, ({ type }) => type === "list" || type === "blockquote")).toBeLessThanOrEqual(
      MAX_DEPTH,
    );
    expect(
      depthOf(blocks, ({ type }) => ["em", "strong", "del", "link", "image"].includes(type)),
    ).toBeLessThanOrEqual(MAX_DEPTH);
    expect([...allTokens(blocks)].length).toBeLessThanOrEqual(8 * text.length + 1_000);
  }
}

it("is read as blocks that are the whole of it, nested no deeper and no more than can be shown", () => {
  fc.assert(fc.property(hostileText, expectBounded), { seed: 42, numRuns: 2_000 });
});

it.each(bombs(20_000))("is read so too when it is a bomb of %s", (_, text) => {
  expectBounded(text);
});

it("is read in no time when every level of a quote goes on below it", () => {
  // Each of these levels once doubled the time: 30 of them, less than a thousand letters, took the better part of an hour.
  const started = performance.now();
  parseBlocks(nestedText("> ", 60, "x"), { breaks: true });
  expect(performance.now() - started).toBeLessThan(10_000);
});

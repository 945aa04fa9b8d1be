import { describe, expect, it } from "vitest";
import { parseBlocks } from "../../src/markdown/parse.ts";
import { allTokens } from "./all-tokens.ts";

function blocksOf(markdown: string) {
  return parseBlocks(markdown, { breaks: false });
}

function countOf(markdown: string, type: string): number {
  return [...allTokens(blocksOf(markdown))].filter((token) => token.type === type).length;
}

/** The words that would be shown. */
function words(markdown: string): string {
  const texts = [...allTokens(blocksOf(markdown))].filter((token) => token.type === "text");
  return texts
    .filter(({ tokens }) => tokens === undefined)
    .map(({ raw }) => raw)
    .join("");
}

describe("a quote", () => {
  it("ends where its lines do", () => {
    expect(blocksOf("> one\n> two\nthree").map(({ type, raw }) => [type, raw])).toEqual([
      ["blockquote", "> one\n> two\n"],
      ["paragraph", "three"],
    ]);
  });

  it("holds quotes, lists and code", () => {
    const [quote] = blocksOf("> one\n> > two\n>\n> - three\n> ```js\n> four\n> ```");
    expect(quote?.type === "blockquote" ? quote.tokens.map(({ type }) => type) : []).toEqual([
      "paragraph",
      "blockquote",
      "space",
      "list",
      "code",
    ]);
  });
});

describe("nesting", () => {
  it("goes 12 deep, and what is deeper is text", () => {
    expect(countOf(`${"> ".repeat(12)}tea`, "blockquote")).toBe(12);
    expect(countOf(`${"> ".repeat(40)}tea`, "blockquote")).toBe(12);
    expect(words(`${"> ".repeat(40)}tea`)).toContain("tea");
    expect(countOf(`${"*a **b ".repeat(40)}tea${" b** a*".repeat(40)}`, "em")).toBeLessThanOrEqual(12);
  });

  it("is left alone where one line would go deeper in lists, but a rule of many dashes is a rule", () => {
    expect(countOf(`- a\n${"- ".repeat(40)}tea\nmilk`, "list")).toBe(0);
    expect(words(`- a\n${"- ".repeat(40)}tea\nmilk`)).toContain("tea\nmilk");
    expect(countOf(`- a\n\n${"- ".repeat(40)}\n\n- b`, "hr")).toBe(1);
    expect(countOf(`- a\n\n${"- ".repeat(40)}\n\n- b`, "list")).toBe(2);
  });
});

describe("a long paragraph", () => {
  it("has its marks, wherever it is read in parts", () => {
    const sentence = "Some **strong words** and `code of mine`, a [link](https://tea.example) too. ";
    const paragraph = sentence.repeat(200);
    expect(countOf(paragraph, "strong")).toBe(200);
    expect(countOf(paragraph, "codespan")).toBe(200);
    expect(countOf(paragraph, "link")).toBe(200);
    expect(blocksOf(paragraph)).toHaveLength(1);
  });

  it("stays one paragraph when it has very many lines", () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`).join("\n");
    expect(blocksOf(lines).map(({ type }) => type)).toEqual(["paragraph"]);
    expect(words(lines)).toBe(lines);
  });
});

describe("a table", () => {
  it("may have rows that are shorter or longer than the first, and bars that are no borders", () => {
    const [table] = blocksOf("| a \\| b | c |\n|:--|--:|\n| 1 |\n| 2 | 3 | 4 |");
    if (table?.type !== "table") throw new Error("no table");
    expect(table.header.map(({ text }) => text)).toEqual(["a | b", "c"]);
    expect(table.rows.map((row) => row.map(({ text }) => text))).toEqual([
      ["1", ""],
      ["2", "3"],
    ]);
  });

  it("ends before it has far more cells than letters", () => {
    const columns = 500;
    const markdown = `${"|a".repeat(columns)}\n${"|-".repeat(columns)}\n${"|x\n".repeat(5_000)}`;
    const cells = blocksOf(markdown).flatMap((block) => (block.type === "table" ? block.rows.flat() : []));
    expect(cells.length).toBeLessThan(markdown.length);
    expect(blocksOf(markdown)[0]?.type).toBe("table");
  });
});

describe("an answer of more than 32,768 letters", () => {
  const code = `\`\`\`js\n${"let tea = 1;\n\n".repeat(5_000)}\`\`\``;

  it("keeps a block of code whole, however long", () => {
    const blocks = blocksOf(`Before:\n\n${code}\n\nAfter.`).filter(({ type }) => type !== "space");
    expect(blocks.map(({ type }) => type)).toEqual(["paragraph", "code", "paragraph"]);
    expect(blocksOf(code).map(({ type }) => type)).toEqual(["code"]);
    expect(blocksOf(code.slice(0, -3)).map(({ type }) => type)).toEqual(["code"]);
  });

  it("has no block that is cut in two where there are blank lines between them", () => {
    const table = `| a | b |\n|---|---|\n${"| 1 | 2 |\n".repeat(100)}`;
    const markdown = `${table}\n`.repeat(60);
    const tables = blocksOf(markdown).flatMap((block) => (block.type === "table" ? [block.rows.length] : []));
    expect(tables).toEqual(Array.from({ length: 60 }, () => 100));
  });

  it("is cut between whole characters where there is neither a line nor a word", () => {
    const family = "👨‍👩‍👧‍👦";
    const texts = [...allTokens(blocksOf(family.repeat(5_000)))].filter(({ type }) => type === "text");
    for (const { raw } of texts) expect(raw.length % family.length).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { pdf } from "./documents.ts";
import { readingOf } from "./reading.ts";

const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Each with the lines that `text` gives, between those that `around` gives. */
function pages(
  count: number,
  around: (page: number) => { readonly head?: readonly string[]; readonly foot?: readonly string[] },
  text = (page: number) => [`This is page ${NUMBERS[page - 1]}.`, "It has", "some", "text."],
) {
  return Array.from({ length: count }, (_, index) => {
    const { head = [], foot = [] } = around(index + 1);
    const above = head.length > 0 ? [...head, "", ""] : [];
    const below = foot.length > 0 ? ["", "", ...foot] : [];
    return { lines: [...above, ...text(index + 1), ...below] };
  });
}

/** What is read of each page, in one line. */
async function textsOf(given: ReturnType<typeof pages>): Promise<readonly string[]> {
  return (await readingOf("a.pdf", pdf(given))).map((text) => text.replace(/\s+/g, " "));
}

function plain(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `a/p. ${index + 1}: This is page ${NUMBERS[index]}. It has some text.`,
  );
}

describe("what runs along at the top and bottom of a PDF's pages", () => {
  it.each([
    ["in English", (page: number) => `Page ${page} of 10`],
    ["with nothing else", (page: number) => `- ${page} -`],
    ["that begins elsewhere", (page: number) => `p. ${page + 14}`],
    ["in Chinese", (page: number) => `第 ${page} 页 共 10 页`],
    ["in Chinese, the other way round", (page: number) => `共10页 第${page}页`],
    ["in wide digits", (page: number) => `第${"０１２３４５６７８９"[page]}页`],
  ])("is left out where it is the number of the page %s", async (_, number) => {
    expect(await textsOf(pages(9, (page) => ({ foot: [number(page)] })))).toEqual(plain(9));
    expect(await textsOf(pages(9, (page) => ({ head: [number(page)] })))).toEqual(plain(9));
  });

  it.each([
    ["Handbook", () => "Handbook"],
    ["Handbook, edition 2025", () => "Handbook, edition 2025"],
    ["Handbook Page 1 of 9", (page: number) => `Handbook\tPage ${page} of 9`],
    ["Handbook 1", (page: number) => `Handbook\t${page}`],
    ["1 Handbook", (page: number) => `${page}\tHandbook`],
    ["Handbook, page 1", (page: number) => `Handbook, page ${page}`],
    ["Handbook | 1", (page: number) => `Handbook | ${page}`],
    ["员工手册 第1页", (page: number) => `员工手册 第${page}页`],
  ])("stays on the first page alone, as in %s", async (first, head) => {
    const [, ...others] = plain(9);
    expect(await textsOf(pages(9, (page) => ({ head: [head(page)] })))).toEqual([
      `a/p. 1: ${first} This is page one. It has some text.`,
      ...others,
    ]);
  });

  it("is left out in several lines, and with other titles on left pages and in other chapters", async () => {
    const given = pages(10, (page) => ({
      head: [page % 2 === 0 ? `${page}\tHandbook` : `${page < 6 ? "Rooms" : "Meals"}\t${page}`],
      foot: ["Two Rivers", "Harbour Street 14", String(page)],
    }));
    const texts = await textsOf(given);
    const withTitle = texts.filter((text) => /Rooms|Meals|Handbook|Rivers|Harbour/.test(text));
    expect(withTitle).toEqual([
      "a/p. 1: Rooms 1 This is page one. It has some text. Two Rivers Harbour Street 14",
      "a/p. 2: 2 Handbook This is page two. It has some text.",
      // A title on too few pages stays.
      "a/p. 7: Meals 7 This is page seven. It has some text.",
      "a/p. 9: Meals 9 This is page nine. It has some text.",
    ]);
  });

  it("is known also on a page with little text, and on one with nothing else", async () => {
    const text = (page: number) =>
      page === 4 ? [] : page === 5 ? ["The end."] : ["A", "few", "words", "here."];
    const given = pages(5, (page) => ({ head: ["Handbook"], foot: [String(page)] }), text);
    expect(await textsOf(given)).toEqual([
      "a/p. 1: Handbook A few words here.",
      "a/p. 2: A few words here.",
      "a/p. 3: A few words here.",
      "a/p. 5: The end.",
    ]);
  });
});

describe("text at the top and bottom of a PDF's pages", () => {
  it("is kept where it stands close to the rest, as the head of a table", async () => {
    const table = (page: number) => ["Thing\tPrice", `Tea\t${page}`, "Milk\t2", "Bread\t3", "Salt\t1"];
    for (const text of await textsOf(pages(6, () => ({}), table))) expect(text).toContain("Thing Price Tea");
  });

  it("is kept where it is larger than the rest, as a heading", async () => {
    const texts = await textsOf(pages(6, () => ({ head: ["# Opening hours"] })));
    for (const text of texts) expect(text).toContain("Opening hours");
  });

  it("is kept below a title that runs along, as the head of a table", async () => {
    const table = (page: number) => ["Thing\tPrice", `Tea\t${page}`, "Milk\t2", "Bread\t3"];
    const texts = await textsOf(pages(6, () => ({ head: ["Handbook"] }), table));
    for (const text of texts) expect(text).toContain("Thing Price Tea");
    expect(texts.filter((text) => text.includes("Handbook"))).toHaveLength(1);
  });

  it("is kept in a document of two pages", async () => {
    const texts = await textsOf(pages(2, (page) => ({ head: ["Dear Ann,"], foot: [`Page ${page} of 2`] })));
    expect(texts).toEqual([
      "a/p. 1: Dear Ann, This is page one. It has some text. Page 1 of 2",
      "a/p. 2: Dear Ann, This is page two. It has some text. Page 2 of 2",
    ]);
  });

  it.each([
    ["a sum", (page: number) => `Carried over: ${page * 117},50`],
    ["a week", (page: number) => `Week ${page}`],
    ["an article", (page: number) => `Article ${page} of the statutes`],
    ["a name", (page: number) => `Recipe ${NUMBERS[page - 1]}`],
  ])("is kept where it says something else on each page, such as %s", async (_, head) => {
    const texts = await textsOf(pages(9, (page) => ({ head: [head(page)], foot: [head(page)] })));
    for (const [index, text] of texts.entries()) expect(text.split(head(index + 1))).toHaveLength(3);
  });

  it("is never lost altogether, whatever it is", async () => {
    const given = pages(9, () => ({ head: ["Ring before you come."], foot: ["Keep the door shut."] }));
    const texts = await textsOf(given);
    expect(texts.filter((text) => text.includes("Ring before you come."))).toHaveLength(1);
    expect(texts.filter((text) => text.includes("Keep the door shut."))).toHaveLength(1);
  });
});

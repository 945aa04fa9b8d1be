import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFaq } from "../../../src/core/answers/faq-text.ts";

describe("a faq.md", () => {
  it("pins the text below headings in a row, and takes what stands before them for a comment", () => {
    const text = `
Our questions. Ask Carla before you change them.

## When do you open?
##   几点开门？  ##

At **9**,
and on Saturdays at 10.

## Do you ship?
Yes:

- to Norway
- to Sweden
`;
    expect(parseFaq(text)).toEqual({
      entries: [
        {
          questions: ["When do you open?", "几点开门？"],
          answer: "At **9**,\nand on Saturdays at 10.",
        },
        { questions: ["Do you ship?"], answer: "Yes:\n\n- to Norway\n- to Sweden" },
      ],
      problems: [],
    });
  });

  it("keeps deeper headings and blocks of code, and what looks like a heading in them, in the answer", () => {
    const answer = [
      "### First",
      "```sh",
      "## no heading",
      "~~~",
      "# none either",
      "```` not closed by what has words behind it",
      "```",
      "####### seven",
      "##no blank",
      "    ## four blanks",
      "~~~",
      "## a block of its own",
      "~~~~",
    ].join("\n");
    expect(parseFaq(`## Q\n${answer}`).entries).toEqual([{ questions: ["Q"], answer }]);
  });

  it("keeps the blanks that begin an answer: they may make it a block of code", () => {
    expect(parseFaq("## Q\n\n    code\n  \n").entries).toEqual([{ questions: ["Q"], answer: "    code" }]);
  });

  it("may be divided by headings of the first level", () => {
    const text = "# Shop\nOnly for us.\n## Q\nA.\n# Shipping\nOnly for us.\n## Q2\nA2.";
    expect(parseFaq(text)).toEqual({
      entries: [
        { questions: ["Q"], answer: "A." },
        { questions: ["Q2"], answer: "A2." },
      ],
      problems: [],
    });
  });

  it("is the same with the line ends of any system", () => {
    const text = "## Q\n## Q2\n\nA.\n\nB.\n## R\nC.";
    for (const end of ["\r\n", "\r"]) {
      const { entries } = parseFaq(text.replaceAll("\n", end));
      expect(entries).toEqual(parseFaq(text).entries);
    }
  });

  it.each([
    ["", []],
    ["No heading.", []],
    ["## Q", [{ line: 1, problem: "a question without an answer" }]],
    ["## Q\n \n# Shipping\n## R\nA.", [{ line: 1, problem: "a question without an answer" }]],
    ["## Q\nA.\n## R\n## S\n\n", [{ line: 4, problem: "a question without an answer" }]],
    ["##\nA.\n## ??\n## R\nB.", [1, 3].map((line) => ({ line, problem: "a heading without words" }))],
    [
      "## Q\nA.\n## q!\n## R\nB.\n## Q\nC.",
      [3, 6].map((line) => ({ line, problem: "a question that stands there twice" })),
    ],
  ])("is told what cannot be used of it, with the line: %j", (text, problems) => {
    expect(parseFaq(text).problems).toEqual(problems);
  });

  it("goes by the first of two same questions, and still uses the other ones beside the second", () => {
    expect(parseFaq("## Q\nA.\n## q!\n## R\nB.").entries).toEqual([
      { questions: ["Q"], answer: "A." },
      { questions: ["R"], answer: "B." },
    ]);
  });

  it("lets a question without an answer be answered further down", () => {
    expect(parseFaq("## Q\n# Later\n## Q\nA.").entries).toEqual([{ questions: ["Q"], answer: "A." }]);
  });

  it("may be anything: each question has words and stands there once, each answer has words", () => {
    const line = fc.constantFrom(
      "## Q",
      "## R?",
      "##",
      "# H",
      "A.",
      "",
      "  ",
      "```",
      "~~~~",
      "## Q ##",
      "\t## S",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const { entries } = parseFaq(lines.join("\n"));
        const questions = entries.flatMap((entry) => entry.questions);
        expect(new Set(questions).size).toBe(questions.length);
        for (const { answer } of entries) expect(answer.trim()).not.toBe("");
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

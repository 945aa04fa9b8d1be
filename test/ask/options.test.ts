import { describe, expect, it } from "vitest";
import { HELP, parseCommand } from "../../src/ask/options.ts";
import { problemsOf } from "../problems-of.ts";

const problems = (...args: string[]) => problemsOf(() => parseCommand(args));

describe("the command line of ask", () => {
  it("takes a question, with or without quotation marks", () => {
    const command = { kind: "ask", question: "when is it open", before: [], folders: undefined, limit: 5 };
    expect(parseCommand(["when is it open"])).toMatchObject(command);
    expect(parseCommand(["when", "is", "it", "open"])).toMatchObject(command);
  });

  it("takes folders and earlier questions, which keep their order", () => {
    const args = [
      "--folders",
      "public, staff/,.",
      "--before",
      "first",
      "--before",
      "second",
      "--limit",
      "9",
      "and?",
    ];
    expect(parseCommand(args)).toMatchObject({
      question: "and?",
      folders: ["public", "staff", "."],
      before: ["first", "second"],
      limit: 9,
    });
  });

  it("says what is wrong in a sentence", () => {
    expect(problems()).toEqual(['A question is missing: npm run ask -- "question".']);
    expect(problems("  ")).toHaveLength(1);
    expect(problems("hello", "--limit", "0")).toEqual(["--limit must be a whole number from 1 to 100."]);
    expect(problems("hello", "--folders", ",")).toEqual(["--folders must name at least one folder."]);
    expect(problems("hello", "--folder", "x")).toEqual([
      "Unknown option '--folder'; --help lists what there is.",
    ]);
  });

  it("explains every option", () => {
    expect(parseCommand(["--help"])).toEqual({ kind: "help" });
    for (const name of ["folders", "before", "limit", "json"]) expect(HELP).toContain(`--${name}`);
  });
});

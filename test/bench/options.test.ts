import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HELP, parseCommand } from "../../src/bench/options.ts";
import { problemsOf } from "../problems-of.ts";

const MODEL = fileURLToPath(new URL("../../models/demo/lamp-tiny.gguf", import.meta.url));

function measured(...args: string[]) {
  const command = parseCommand(["--model", MODEL, ...args]);
  if (command.kind !== "measure") throw new Error("nothing is to be measured");
  return command;
}

const problems = (...args: string[]) => problemsOf(() => parseCommand(args));

describe("the command line of the benchmark", () => {
  it("measures everything in five rounds unless told otherwise", () => {
    expect(measured().options).toMatchObject({
      rounds: 5,
      only: ["together", "first", "gaps", "memory", "page"],
      contextTokens: 2048,
    });
  });

  it("gives the plain way the same threads, others, or the library's choice", () => {
    expect(measured("--threads", "3").options).toMatchObject({ threads: 3, plainThreads: 3 });
    expect(measured("--threads", "3", "--plain-threads", "2").options.plainThreads).toBe(2);
    expect(measured("--plain-threads", "default").options.plainThreads).toBeNull();
  });

  it("makes the chosen measurements in their usual order", () => {
    expect(measured("--only", "gaps,together").options.only).toEqual(["together", "gaps"]);
  });

  it("compares two reports", () => {
    expect(parseCommand(["--compare", "a.json", "b.json"])).toEqual({
      kind: "compare",
      before: "a.json",
      after: "b.json",
    });
    expect(problems("--compare", "a.json")).toHaveLength(1);
  });

  it("says all that is wrong at once, each in a sentence that names it", () => {
    const found = problems("--rounds", "none", "--only", "everything");
    expect(found).toHaveLength(3);
    for (const name of ["--model", "--rounds", "--only"]) {
      expect(found.some((problem) => problem.includes(name) && problem.endsWith("."))).toBe(true);
    }
    expect(problems("--faster")).toEqual([expect.stringContaining("--faster")]);
    expect(problems("--model", "/no/such/file.gguf")).toEqual([
      expect.stringContaining("/no/such/file.gguf"),
    ]);
  });

  it("has a help that knows every option", () => {
    expect(parseCommand(["--help"])).toEqual({ kind: "help" });
    const options = "model rounds only threads plain-threads context tokens browser json html compare help";
    for (const option of options.split(" ")) {
      expect(HELP).toContain(`--${option}`);
    }
  });
});

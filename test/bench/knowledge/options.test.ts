import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HELP, parseCommand } from "../../../src/bench/knowledge/options.ts";
import { problemsOf } from "../../problems-of.ts";

const MODEL = fileURLToPath(new URL("../../../models/demo/lamp-tiny.gguf", import.meta.url));

const problems = (...args: string[]) => problemsOf(() => parseCommand(args));

describe("the command line of the benchmark of search", () => {
  it("measures by words alone, and nothing else, unless told otherwise", () => {
    expect(parseCommand([])).toEqual({
      kind: "measure",
      embeddingModel: null,
      rankingModel: null,
      pages: null,
      sweep: false,
      misses: false,
      json: undefined,
    });
  });

  it("takes a model, pages, and what else is to be printed", () => {
    const asked = [
      "--embedding-model",
      MODEL,
      "--ranking-model",
      MODEL,
      "--pages",
      "10000",
      "--sweep",
      "--misses",
      "--json",
      "out.json",
    ];
    expect(parseCommand(asked)).toMatchObject({
      embeddingModel: MODEL,
      rankingModel: MODEL,
      pages: 10_000,
      sweep: true,
      misses: true,
      json: "out.json",
    });
  });

  it("says all that is wrong, in sentences", () => {
    expect(problems("--pages", "3", "--embedding-model", "/nowhere.gguf")).toEqual([
      "--embedding-model: there is no file /nowhere.gguf.",
      "--pages must be a whole number from 20 to 100000.",
    ]);
    expect(problems("--ranking-model", "/nowhere.gguf")).toEqual([
      "--ranking-model: there is no file /nowhere.gguf.",
    ]);
    expect(problems("--sweeep")).toEqual(["Unknown option '--sweeep'; --help lists what there is."]);
  });

  it("explains every option", () => {
    expect(parseCommand(["--help"])).toEqual({ kind: "help" });
    for (const name of ["embedding-model", "ranking-model", "sweep", "misses", "pages", "json"]) {
      expect(HELP).toContain(`--${name}`);
    }
  });
});

import { expect, it } from "vitest";
import { ConfigError } from "../src/core/errors.ts";
import { parseChaosOptions } from "./chaos/options.ts";
import { parseSoakOptions } from "./soak/options.ts";

it("the long runs take what is on their command lines, and have defaults for the rest", () => {
  expect(parseChaosOptions([])).toMatchObject({ kills: 20, seed: 1, report: null, log: null });
  expect(parseChaosOptions(["--kills", "100", "--seed", "7", "--report", "--log", "file"])).toMatchObject({
    kills: 100,
    seed: 7,
    report: "docs/reliability.md",
    log: "file",
  });
  expect(parseSoakOptions([])).toEqual({ minutes: 30, model: null });
  expect(parseSoakOptions(["--minutes", "0.5"])).toEqual({ minutes: 0.5, model: null });
});

it("help is help, whatever else is there", () => {
  expect(parseChaosOptions(["--kills", "none", "--help"])).toBeNull();
  expect(parseSoakOptions(["--help"])).toBeNull();
});

it.each([
  [parseChaosOptions, ["--kills", "many"], "--kills must be a whole number."],
  [parseChaosOptions, ["--seed", ""], "--seed must be a whole number."],
  [parseChaosOptions, ["--kill", "3"], "Unknown option '--kill'; --help lists what there is."],
  [parseSoakOptions, ["--minutes", "0"], "--minutes must be a number above 0."],
  [parseSoakOptions, ["--minutes", "Infinity"], "--minutes must be a number above 0."],
  [parseSoakOptions, ["--model", "/nowhere.gguf"], "--model: there is no file /nowhere.gguf."],
])("%o says what is wrong with %j in one sentence", (parse, args, sentence) => {
  expect(() => parse(args)).toThrow(new ConfigError([sentence]));
});

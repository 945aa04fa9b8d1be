import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectedSpeed, modelOffers, recommendModel } from "../../src/setup/model-advice.ts";
import { languageOfTerminal } from "../../src/setup/texts.ts";
import { MACHINE } from "../doctor/situation.ts";

const USUAL = { contextTokens: 2048, parallel: 4 };
const offers = modelOffers(USUAL, false);

describe("what the setup says about models", () => {
  it.each([
    { tuned: true, heading: "After `npm run tune`" },
    { tuned: false, heading: "As installed" },
  ])("has the speeds that docs/performance.md measured: $heading", ({ tuned, heading }) => {
    const [, table = ""] = readFileSync(new URL("../../docs/performance.md", import.meta.url), "utf8").split(
      `\n#### ${heading}\n`,
    );
    const [, row = ""] = /^\| 1 +\|(.*)$/m.exec(table) ?? [];
    const measured = [...row.matchAll(/([\d.]+) \(/g)].map(([, speed]) => Number(speed));
    expect(measured).toHaveLength(3);
    expect(modelOffers(USUAL, tuned).flatMap(({ tokensPerSecond }) => tokensPerSecond ?? [])).toEqual(
      measured,
    );
  });

  it("counts the window into the memory", () => {
    const larger = modelOffers({ contextTokens: 8192, parallel: 8 }, false);
    expect(larger[0]?.memoryBytes).toBeGreaterThan((offers[0]?.memoryBytes ?? 0) + 0.5e9);
  });

  it.each([
    [{}, "alike", "fp16"],
    [{ physicalCores: 8 }, "faster", "fp16"],
    [{ physicalCores: 1 }, "slower", "q8_0"],
    [{ cpuFeatures: new Set(["AVX2"] as const) }, "slower", "q8_0"],
    [{ cpuFeatures: new Set([]) }, "much-slower", "q4_0"],
    [{ arch: "arm64", cpuFeatures: new Set(["dot product"] as const) }, "slower", "q8_0"],
    [{ cpuFeatures: null }, "unknown", "fp16"],
    [{ availableBytes: 1.6e9 }, "alike", "q8_0"],
    [{ availableBytes: 0.9e9 }, "alike", "q4_0"],
  ])("on a machine with %o expects it %s and recommends %s", (machine, expected, recommended) => {
    expect(expectedSpeed({ ...MACHINE, ...machine })).toBe(expected);
    expect(recommendModel({ ...MACHINE, ...machine }, offers)).toBe(recommended);
  });

  it.each([
    [{ LANG: "zh_CN.UTF-8" }, "zh"],
    [{ LANG: "zh" }, "zh"],
    [{ LANG: "en_US.UTF-8" }, "en"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, "en"],
    [{ LANG: "en_US", LC_ALL: "", LC_MESSAGES: "zh_TW" }, "zh"],
    [{}, "en"],
  ])("speaks with the terminal %o in %s", (env, language) => {
    expect(languageOfTerminal(env)).toBe(language);
  });
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const NATIVE = fileURLToPath(new URL("../../native", import.meta.url));
const CHECK = fileURLToPath(new URL("f16-multiply-check.cpp", import.meta.url));
const COMPILE_MS = 60_000;
/** Sums of at most 896 products of numbers below 1, in single precision. */
const ROUNDING = 1e-4;

const product = z.object({
  kernel: z.enum(["avx512", "avx2"]),
  blocks: z.int(),
  depth: z.int(),
  tokens: z.int(),
  farthest: z.number(),
  sameAlone: z.boolean(),
  touchedMore: z.boolean(),
});

/** The kernels that this processor can run, by what Linux says of it. */
function kernelsHere(): readonly string[] {
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" ") ?? [];
  const has = (...names: readonly string[]) => names.every((name) => flags.includes(name));
  return [...(has("avx512f") ? ["avx512"] : []), ...(has("avx2", "fma", "f16c") ? ["avx2"] : [])];
}

describe.runIf(process.platform === "linux" && process.arch === "x64")("weights of 16 bits", () => {
  let folder: string;
  let products: readonly z.infer<typeof product>[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lantern-f16-"));
    const at = (name: string) => join(folder, name);
    const compile = (...args: readonly string[]) =>
      execFileSync("c++", ["-std=gnu++17", "-O3", `-I${NATIVE}`, ...args]);
    const kernel = join(NATIVE, "f16-multiply.cpp");
    compile("-mavx512f", "-c", kernel, "-o", at("avx512.o"));
    compile("-mavx2", "-mfma", "-mf16c", "-c", kernel, "-o", at("avx2.o"));
    compile(CHECK, at("avx512.o"), at("avx2.o"), "-o", at("check"));
    const lines = execFileSync(at("check"), { encoding: "utf8" }).trim().split("\n");
    products = lines.filter(Boolean).map((line) => product.parse(JSON.parse(line)));
  }, COMPILE_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are multiplied by every kernel that this processor can run", () => {
    expect([...new Set(products.map(({ kernel }) => kernel))]).toEqual(kernelsHere());
  });

  it("give the sums that they should, for any number of tokens, rows and columns", () => {
    expect(products.filter(({ farthest }) => !(farthest < ROUNDING))).toEqual([]);
  });

  it("give a token the very same whoever else is in the batch", () => {
    expect(products.filter(({ sameAlone }) => !sameAlone)).toEqual([]);
  });

  it("leave alone what lies beside the results", () => {
    expect(products.filter(({ touchedMore }) => touchedMore)).toEqual([]);
  });
});

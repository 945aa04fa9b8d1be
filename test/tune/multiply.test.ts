import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { kernelsFor } from "../../src/tune/kernels.ts";

const NATIVE = fileURLToPath(new URL("../../native", import.meta.url));
const CHECK = fileURLToPath(new URL("multiply-check.cpp", import.meta.url));
const COMPILE_MS = 60_000;
/** Sums of at most 896 products of numbers below 1, in single precision. */
const ROUNDING = 1e-4;

/** The type of the weights, and the instructions as Linux names them. */
const KERNELS = [
  "F16 avx512f",
  "F16 avx2",
  "Q8_0 avx512_vnni",
  "Q4_0 avx512_vnni",
  "Q8_0 avx_vnni",
  "Q4_0 avx_vnni",
  "Q8_0 avx2",
  "Q4_0 avx2",
];

const product = z.object({
  kernel: z.string(),
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
  return KERNELS.filter((kernel) => flags.includes(kernel.split(" ")[1] ?? ""));
}

describe.runIf(process.platform === "linux" && process.arch === "x64")(
  "the kernels for a model's weights",
  () => {
    let folder: string;
    let products: readonly z.infer<typeof product>[];

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "lantern-kernels-"));
      const at = (name: string) => join(folder, name);
      const compile = (...args: readonly string[]) =>
        execFileSync("c++", ["-std=gnu++17", "-O3", `-I${NATIVE}`, ...args]);
      const objects = kernelsFor(process.arch).map(({ file, flags }, index) => {
        const object = at(`${index}.o`);
        compile(...flags, "-c", join(NATIVE, file), "-o", object);
        return object;
      });
      compile(CHECK, ...objects, "-o", at("check"));
      const lines = execFileSync(at("check"), { encoding: "utf8" }).trim().split("\n");
      products = lines.filter(Boolean).map((line) => product.parse(JSON.parse(line)));
    }, COMPILE_MS);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("run as far as this processor can run them", () => {
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
  },
);

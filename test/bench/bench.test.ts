import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Report, parseReport, samplesOf } from "../../src/bench/report.ts";

const BUILT = fileURLToPath(new URL("../../dist/bench/main.js", import.meta.url));
const MODEL = fileURLToPath(new URL("../../models/demo/lamp-tiny.gguf", import.meta.url));

/** Runs the benchmark as its users do. */
async function bench(...args: string[]): Promise<string> {
  if (!existsSync(BUILT)) throw new Error("the benchmark is not built: npm run build");
  const { stdout } = await promisify(execFile)(process.execPath, [BUILT, ...args]);
  return stdout;
}

describe("the benchmark, with the demo model", () => {
  let folder: string;
  let printed: string;
  let report: Report;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lantern-bench-test-"));
    const quick = "--rounds 1 --threads 1 --tokens 4 --context 512 --only together,first";
    const outputs = ["--json", join(folder, "a.json"), "--html", join(folder, "a.html")];
    printed = await bench("--model", MODEL, ...quick.split(" "), ...outputs);
    report = parseReport(await readFile(join(folder, "a.json"), "utf8"));
  }, 60_000);
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it("times Lantern and the plain way, for every number of answers", () => {
    for (const way of ["lantern", "plain"]) {
      for (const count of [1, 2, 4, 8]) {
        expect(samplesOf(report, `together/${way}/${count}`)).toEqual([expect.any(Number)]);
      }
    }
    expect(report.notes.filter((note) => note.includes("Not all of"))).toEqual([]);
  });

  it("reads the window of a long conversation once, and only what is new after that", () => {
    const [afresh = NaN] = samplesOf(report, "first/afresh/read");
    const [next = NaN] = samplesOf(report, "first/long/read");
    expect(afresh).toBeGreaterThan(200);
    expect(next).toBeLessThan(50);
  });

  it("goes on for as many turns past the window's end as were asked for", () => {
    expect(samplesOf(report, "first/full")).toHaveLength(12);
    expect(samplesOf(report, "first/filling").length).toBeGreaterThan(0);
  });

  it("prints a table and writes a page of it", async () => {
    expect(printed).toContain("8 together, Lantern against plain");
    expect(await readFile(join(folder, "a.html"), "utf8")).toContain("<svg");
  });

  it("compares what it wrote", async () => {
    const file = join(folder, "a.json");
    expect(await bench("--compare", file, file)).toMatch(/8 answers, Lantern .* 1\.00×/);
  });
});

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { writeTinyRanker } from "../../fakes/tiny-ranker.ts";

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL("../../../dist/bench/knowledge/main.js", import.meta.url));

let folder: string;
beforeEach(async () => {
  if (!existsSync(MAIN)) throw new Error("the benchmark is not built: npm run build");
  folder = await mkdtemp(join(tmpdir(), "lantern-bench-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const trials = z.array(
  z.object({
    name: z.string(),
    fitting: z.number(),
    outcomes: z.array(
      z.object({
        question: z.object({ kind: z.string(), half: z.string(), places: z.array(z.unknown()) }),
        rank: z.number().nullable(),
        best: z.number(),
      }),
    ),
  }),
);

describe("npm run bench:knowledge", { timeout: 60_000 }, () => {
  it("asks everything of both ways to search, finds more by its own, and says what a ranking model brings", async () => {
    const [model, json] = [join(folder, "ranker.gguf"), join(folder, "out.json")];
    await writeTinyRanker(model, [["nothing"]]);
    const { stdout } = await run(process.execPath, [
      MAIN,
      "--ranking-model",
      model,
      "--sweep",
      "--misses",
      "--pages",
      "20",
      "--json",
      json,
    ]);
    for (const part of ["held-out half", "recall at 5", "paraphrase", "threshold", "a search, median"]) {
      expect(stdout).toContain(part);
    }

    const [words, ranked, plain] = trials.parse(JSON.parse(await readFile(json, "utf8")));
    expect([words, ranked, plain].map((trial) => trial?.name)).toEqual([
      "words",
      "words, ranked",
      "plain keywords",
    ]);
    expect(words?.outcomes).toHaveLength(plain?.outcomes.length ?? 0);
    const meanRank = (trial: typeof words) => {
      const asked = (trial?.outcomes ?? []).filter(
        ({ question }) => question.kind !== "cross" && question.places.length > 0,
      );
      return asked.reduce((sum, { rank }) => sum + (rank === null ? 0 : 1 / rank), 0) / asked.length;
    };
    expect(meanRank(words)).toBeGreaterThan(meanRank(plain) + 0.05);
    // To this ranking model no passage says anything.
    const bestOf = (trial: typeof words) => Math.max(...(trial?.outcomes ?? []).map(({ best }) => best));
    expect(bestOf(ranked)).toBeLessThan(bestOf(words) / 2);
  });

  it("explains itself when it does not understand", async () => {
    await expect(run(process.execPath, [MAIN, "--pages", "many"])).rejects.toMatchObject({
      code: 1,
      stderr: "--pages must be a whole number from 20 to 100000.\n",
    });
  });
});

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { TUNED_BUILD } from "../../src/core/engine/process/tuned-build.ts";
import { writeModelCopy } from "../fakes/model-copy.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIBRARY = "node-llama-cpp";
/** It compiles for a quarter of a minute, beside other tests for longer. */
const BUILD_MS = 240_000;

const DEMO_MODEL = "models/demo/lamp-tiny.gguf";
const OTHER_MODELS = ["F16", "Q4_0"] as const;
const copyAs = (type: string) => `lamp-${type}.gguf`;

let folder: string;

async function run(program: string, args: readonly string[], path = process.env["PATH"]) {
  const child = spawn(process.execPath, [join(folder, "dist/tune", program), ...args], {
    env: { PATH: path },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}
const tune = (...args: readonly string[]) => run("main.js", args);

const drawing = z.object({ tuned: z.boolean(), tokens: z.array(z.array(z.int())) });
async function draw() {
  const { stdout } = await run("drawing/main.js", [join(folder, DEMO_MODEL)]);
  return drawing.parse(JSON.parse(stdout));
}

const scores = z.object({ words: z.string(), likely: z.array(z.record(z.string(), z.number())) });
async function score(model: string, build: Readonly<Record<string, string>>) {
  const { stdout } = await run("../../say-scores.mjs", [join(folder, model), JSON.stringify(build)]);
  return scores.parse(JSON.parse(stdout));
}

/** How far two models are apart in how likely they take a token to come next, where they are farthest. */
function distance(one: z.infer<typeof scores>, other: z.infer<typeof scores>): number {
  const differences = one.likely.flatMap((likely, place) =>
    Object.entries(likely).map(([token, share]) => Math.abs(share - (other.likely[place]?.[token] ?? 0))),
  );
  return Math.max(...differences);
}

function builds(): readonly string[] {
  const path = join(folder, "node_modules", LIBRARY, "llama/localBuilds");
  return existsSync(path) ? readdirSync(path) : [];
}

/** The built program with a model library of its own, so that nothing else here runs on what is built. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lantern-tune-test-"));
  for (const part of ["dist", "native", "models/demo", "package.json"])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name !== LIBRARY) symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  cpSync(join(ROOT, "node_modules", LIBRARY), join(modules, LIBRARY), {
    recursive: true,
    filter: (path) => !path.includes("localBuilds"),
  });
  for (const type of OTHER_MODELS)
    await writeModelCopy(join(folder, DEMO_MODEL), join(folder, copyAs(type)), type);
  cpSync(new URL("say-scores.mjs", import.meta.url), join(folder, "say-scores.mjs"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === "linux")("npm run tune", () => {
  it(
    "builds a library that draws the very same answers, and is used from then on",
    async () => {
      const before = await draw();
      expect(await tune()).toMatchObject({ code: 0, stderr: "" });
      expect(builds()).toHaveLength(1);
      expect(before.tuned).toBe(false);
      expect(before.tokens.flat().length).toBeGreaterThan(20);
      expect(await draw()).toEqual({ ...before, tuned: true });
    },
    BUILD_MS,
  );

  it.runIf(process.arch === "x64").each([DEMO_MODEL, ...OTHER_MODELS.map(copyAs)])(
    "keeps the weights of %s in its own order, and finds what the ready-made one finds",
    async (model) => {
      const ready = await score(model, {});
      const tuned = await score(model, TUNED_BUILD);
      expect(ready.words).not.toContain("blocks of rows");
      expect(tuned.words).toMatch(/blocks of rows model buffer size/);
      expect(ready.likely.length).toBeGreaterThan(15);
      expect(distance(ready, tuned)).toBeLessThan(0.02);
    },
  );

  it("goes back to the ready-made one", async () => {
    expect(await tune("--remove")).toMatchObject({ code: 0, stderr: "" });
    expect(builds()).toEqual([]);
    expect((await draw()).tuned).toBe(false);
  });

  it("says what is missing where there is no compiler, and leaves all as it is", async () => {
    const { code, stderr } = await run("main.js", [], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("git and a C++ compiler");
    expect(builds()).toEqual([]);
  });

  it(
    "says where the compiler stumbled, and leaves the ready-made one in use",
    async () => {
      writeFileSync(join(folder, "native/best-logits.h"), "#error not today\n");
      const { code, stderr } = await tune();
      expect(code).toBe(1);
      expect(stderr).toContain("not today");
      expect(builds()).toEqual([]);
      expect((await draw()).tuned).toBe(false);
    },
    BUILD_MS,
  );

  it("refuses words that it does not know, with a help text", async () => {
    const { code, stdout } = await tune("--faster");
    expect(code).toBe(2);
    expect(stdout).toContain("--remove");
  });
});

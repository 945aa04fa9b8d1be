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
import { writeF16Copy } from "../fakes/f16-copy.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIBRARY = "node-llama-cpp";
/** It compiles some 20 files, beside other tests. */
const BUILD_MS = 240_000;

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
async function draw(model = "models/demo/lamp-tiny.gguf") {
  const { stdout } = await run("drawing/main.js", [join(folder, model)]);
  return drawing.parse(JSON.parse(stdout));
}

/** What the library says while it loads a model with the build. */
async function wordsOfLoading(model: string): Promise<string> {
  const { stdout } = await run("../../say-how-it-loads.mjs", [join(folder, model)]);
  return stdout;
}

function builds(): readonly string[] {
  const path = join(folder, "node_modules", LIBRARY, "llama/localBuilds");
  return existsSync(path) ? readdirSync(path) : [];
}

const F16_MODEL = "lamp-f16.gguf";
const SAY_HOW_IT_LOADS = `
import { getLlama, LlamaLogLevel } from "${LIBRARY}";
const logger = (level, message) => process.stdout.write(message);
const llama = await getLlama({ gpu: false, build: "never", cmakeOptions: ${JSON.stringify(TUNED_BUILD)}, logLevel: LlamaLogLevel.info, logger });
await llama.loadModel({ modelPath: process.argv[2] });
await llama.dispose();
`;

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
  await writeF16Copy(join(folder, "models/demo/lamp-tiny.gguf"), join(folder, F16_MODEL));
  writeFileSync(join(folder, "say-how-it-loads.mjs"), SAY_HOW_IT_LOADS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === "linux")("npm run tune", () => {
  it(
    "builds a library that draws the very same answers, and is used from then on",
    async () => {
      const before = await draw();
      const beforeWithF16 = await draw(F16_MODEL);
      expect(await tune()).toMatchObject({ code: 0, stderr: "" });
      expect(builds()).toHaveLength(1);
      expect(before.tuned).toBe(false);
      expect(before.tokens.flat().length).toBeGreaterThan(20);
      expect(await draw()).toEqual({ ...before, tuned: true });
      expect(await draw(F16_MODEL)).toEqual({ ...beforeWithF16, tuned: true });
    },
    BUILD_MS,
  );

  it.runIf(process.arch === "x64")("keeps weights of 16 bits in its own order, and no others", async () => {
    expect(await wordsOfLoading(F16_MODEL)).toContain("F16 in blocks of rows model buffer size");
    expect(await wordsOfLoading("models/demo/lamp-tiny.gguf")).not.toContain("F16 in blocks of rows");
  });

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

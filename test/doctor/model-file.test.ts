import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ModelError } from "../../src/core/errors.ts";
import { modelFileCheck } from "../../src/doctor/checks/model-file.ts";
import { readGgufHeader } from "../../src/doctor/gguf-header.ts";
import { startFakeHub } from "../fakes/model-hub.ts";
import { DEMO_MODEL, findingOf, situationIn } from "./situation.ts";

let folder: string;
let copy: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-doctor-test-"));
  copy = join(folder, "copy.gguf");
  await copyFile(DEMO_MODEL, copy);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const look = (settings: Record<string, string>) => findingOf(modelFileCheck(situationIn(folder, settings)));

describe("reading the beginning of a model file", () => {
  it("tells what the model is and how long the file has to be", async () => {
    const { size } = await stat(DEMO_MODEL);
    const header = await readGgufHeader(DEMO_MODEL);
    expect(header).toMatchObject({ architecture: "qwen2", hasChatTemplate: true });
    expect(header.bytesPerToken).toBeGreaterThan(0);
    expect(header.leastBytes).toBeLessThanOrEqual(size);
    expect(header.leastBytes).toBeGreaterThan(size - 64); // some writers fill up the end
  });

  it("never hangs or crashes over a file that is not what it seems", async () => {
    const bytes = await readFile(DEMO_MODEL);
    const hole = fc.record({ at: fc.nat(4000), bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }) });
    await fc.assert(
      fc.asyncProperty(hole, async ({ at, bytes: put }) => {
        const broken = Buffer.from(bytes.subarray(0, 200_000));
        broken.set(put, 8 + at);
        await writeFile(copy, broken);
        await readGgufHeader(copy).catch((error: unknown) => expect(error).toBeInstanceOf(ModelError));
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});

describe("checking the model file", () => {
  it("finds it whole", async () => {
    expect(await look({ MODEL: copy })).toMatch(/^ok: .*copy.gguf is whole \(qwen2, 1.4 MB\)/);
  });

  it.each([0.1, 0.5, 0.99])("finds it cut off at %f of its length", async (share) => {
    const { size } = await stat(copy);
    await truncate(copy, Math.floor(size * share));
    expect(await look({ MODEL: copy })).toMatch(/^bad: .*cut off/);
  });

  it("finds what is no model at all", async () => {
    await writeFile(copy, "<html>Not Found</html>");
    expect(await look({ MODEL: copy })).toMatch(/^bad: .*is not a GGUF model file/);
  });

  it("finds that there is none", async () => {
    const path = join(folder, "none.gguf");
    expect(await look({ MODEL: path })).toBe(`bad: there is no file ${path}. Put it there, or change MODEL.`);
  });

  it("finds a file of the catalogue that is not the right one", async () => {
    const models = join(folder, "models");
    await mkdir(models);
    await copyFile(DEMO_MODEL, join(models, "qwen2.5-0.5b-instruct-q4_0.gguf"));
    expect(await look({ MODEL: "q4_0" })).toMatch(/^bad: .*is not the model file that it should be/);
  });

  it("tells whether one that is missing can be fetched, and how much of it is here", async () => {
    await using hub = await startFakeHub();
    const content = await readFile(DEMO_MODEL);
    hub.files.set("user/repo/resolve/main/x.gguf", { content });
    const settings = { MODEL: "hf:user/repo/x.gguf", HF_ENDPOINT: hub.url };
    expect(await look(settings)).toMatch(/^warning: x.gguf is not here yet; 127.0.0.1:\d+ has it/);

    await mkdir(join(folder, "models/user/repo"), { recursive: true });
    await using part = await open(join(folder, "models/user/repo/x.gguf.part"), "w");
    await part.truncate(700_000);
    expect(await look(settings)).toContain("700 kB of it are here");

    hub.files.clear();
    expect(await look(settings)).toMatch(/^bad: .*does not give it/);
  });

  it("finds again what the hub chose", async () => {
    await mkdir(join(folder, "models/user/repo"), { recursive: true });
    await copyFile(DEMO_MODEL, join(folder, "models/user/repo/chosen-Q8_0.gguf"));
    expect(await look({ MODEL: "hf:user/repo:Q8_0" })).toMatch(/^ok: .*chosen-Q8_0.gguf is whole/);
  });

  it("leaves the file as it is", async () => {
    const sum = async () =>
      createHash("sha256")
        .update(await readFile(copy))
        .digest("hex");
    const before = await sum();
    await look({ MODEL: copy });
    expect(await sum()).toBe(before);
  });
});

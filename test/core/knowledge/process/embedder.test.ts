import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Embedder, openEmbedder } from "../../../../src/core/knowledge/process/embedder.ts";
import { type TinyEmbedderOptions, writeTinyEmbedder } from "../../../fakes/tiny-embedder.ts";

const GROUPS = [["herons", "birds"], ["nest", "breed"], ["otters"], ["鹭"], ["query"], ["passage"]];

let folder: string;
let embedder: Embedder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-embedder-test-"));
  embedder = await openTiny("tiny.gguf");
});
afterAll(async () => {
  await embedder[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function openTiny(file: string, options: Partial<TinyEmbedderOptions> = {}): Promise<Embedder> {
  const path = join(folder, file);
  await writeTinyEmbedder(path, { groups: GROUPS, ...options });
  return openEmbedder(path);
}

function product(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, one, index) => sum + one * (b[index] ?? NaN), 0);
}

async function similarity(question: string, passage: string, by = embedder): Promise<number> {
  return product(await by.embed(question, "question"), await by.embed(passage, "passage"));
}

describe("an embedding model", () => {
  it("turns texts into vectors of length 1 that are near where the texts mean the same", async () => {
    const vector = await embedder.embed("Herons nest.", "question");
    expect(product(vector, vector)).toBeCloseTo(1);
    expect(await similarity("Herons nest.", "Birds breed.")).toBeCloseTo(1);
    expect(await similarity("herons", "otters nest")).toBeLessThan(0.8);
    expect(await similarity("鹭", "鹭")).toBeCloseTo(1);
  });

  it.each(["bert", "t5"] as const)(
    "reads the beginning of what is too long for it (%s)",
    async (tokenizer) => {
      await using tiny = await openTiny(`long-${tokenizer}.gguf`, { tokenizer });
      for (const words of [59, 60, 61, 62, 63, 64, 5000]) {
        expect(await similarity("herons ".repeat(words), "herons ".repeat(500), tiny)).toBeGreaterThan(0.99);
      }
    },
  );

  it.each(["bert", "t5"] as const)("has zeros for what is empty (%s)", async (tokenizer) => {
    await using tiny = await openTiny(`empty-${tokenizer}.gguf`, { tokenizer });
    const { length } = await tiny.embed("herons", "passage");
    expect(await tiny.embed("", "passage")).toEqual(new Float32Array(length));
  });

  it.each(["bert", "t5"] as const)("reads the sign that texts begin with (%s)", async (tokenizer) => {
    await using tiny = await openTiny(`first-${tokenizer}.gguf`, { tokenizer, pooling: "first" });
    // Nothing but that sign stands for a text here, and it is the same for all of them.
    expect(await similarity("herons", "otters", tiny)).toBeCloseTo(1);
  });

  it("is told what is a question and what a passage, where it was trained so", async () => {
    expect(await similarity("herons", "herons")).toBeCloseTo(1);
    await using trained = await openTiny("trained.gguf", { name: "Multilingual E5 Small" });
    expect(await similarity("herons", "herons", trained)).toBeLessThan(0.9);
    expect(await similarity("passage: herons", "query: herons", trained)).toBeCloseTo(1);
    await using byFile = await openTiny("multilingual-e5-small.gguf", { name: "model" });
    expect(await similarity("herons", "herons", byFile)).toBeLessThan(0.9);
    expect(byFile.model).toMatch(/^multilingual-e5-small\.gguf:\d+:passage:$/);
  });

  it("has calls wait for each other", async () => {
    const together = await Promise.all(
      ["herons", "otters", "birds"].map((text) => embedder.embed(text, "passage")),
    );
    const asked = await embedder.embed("herons", "question");
    expect(together.map((vector) => product(vector, asked) > 0.99)).toEqual([true, false, true]);
  });

  it("is an error where there is none, or another thing", async () => {
    await expect(openEmbedder(join(folder, "missing.gguf"))).rejects.toMatchObject({ code: "missing" });
    const file = join(folder, "broken.gguf");
    await writeFile(file, "not a model");
    await expect(openEmbedder(file)).rejects.toMatchObject({ code: "not-a-model" });
  });
});

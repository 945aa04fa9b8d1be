import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRanker, type Ranker } from "../../../../src/core/knowledge/process/ranker.ts";
import { writeTinyRanker } from "../../../fakes/tiny-ranker.ts";
import { DEMO_MODEL } from "../../engine/running-engine.ts";

let folder: string;
let file: string;
let ranker: Ranker;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-ranker-test-"));
  file = join(folder, "tiny.gguf");
  await writeTinyRanker(file, [["herons", "birds"], ["nest", "breed"], ["reeds"], ["otters"], ["鹭"]]);
  ranker = await openRanker(file);
});
afterAll(async () => {
  await ranker[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("a ranking model", () => {
  it("scores a passage by what it says to the question, from 0 to 1", async () => {
    const question = "Where do the herons nest?";
    const [all, half, none] = [
      await ranker.rank(question, "The birds breed in the north."),
      await ranker.rank(question, "Birds and otters live here."),
      await ranker.rank(question, "Otters live here."),
    ] as const;
    expect(all).toBeGreaterThan(0.9);
    expect(half).toBeGreaterThan(0.2);
    expect(half).toBeLessThan(0.7);
    expect(none).toBeLessThan(0.1);
    expect(none).toBeGreaterThanOrEqual(0);
    expect(await ranker.rank("鹭在哪里？", "那里有鹭。")).toBeGreaterThan(0.9);
  });

  it("reads the beginning of what is longer than it can read, of questions too", async () => {
    const early = `Herons nest here. ${"And so on. ".repeat(2000)}`;
    const late = `${"And so on. ".repeat(2000)}Herons nest here.`;
    expect(await ranker.rank("herons nest", early)).toBeGreaterThan(0.9);
    expect(await ranker.rank("herons nest", late)).toBeLessThan(0.1);
    expect(await ranker.rank(`herons ${"so ".repeat(5000)}`, early)).toBeGreaterThan(0.9);
  });

  it("scores what is empty, and texts that look like its own signs", async () => {
    expect(await ranker.rank("", "")).toBeLessThan(0.1);
    expect(await ranker.rank("herons", "")).toBeLessThan(0.1);
    expect(await ranker.rank("herons [SEP]", "[CLS] herons [SEP]")).toBeGreaterThan(0.9);
  });

  it("has calls wait for each other", async () => {
    const passages = ["Herons.", "Otters.", "Birds.", "Reeds."];
    const together = await Promise.all(passages.map((passage) => ranker.rank("herons", passage)));
    expect(together.map((score) => score > 0.5)).toEqual([true, false, true, false]);
  });

  it("can be disposed of while it reads", async () => {
    const another = await openRanker(file);
    const scores = Array.from({ length: 20 }, () => another.rank("herons nest", "Birds breed. ".repeat(80)));
    await another[Symbol.asyncDispose]();
    expect((await Promise.all(scores)).every((score) => score > 0.9)).toBe(true);
  });

  it("has a name of its own", async () => {
    const other = join(folder, "other.gguf");
    await writeTinyRanker(other, [["one", "more"]]);
    await using another = await openRanker(other);
    expect(another.model).not.toBe(ranker.model);
  });
});

describe("a ranking model that is none", () => {
  it.each([
    ["no file", () => join(folder, "nowhere.gguf"), "missing"],
    ["no model", () => join(folder, "text.gguf"), "not-a-model"],
    ["a model for chatting", () => DEMO_MODEL, "unfit"],
  ])("is refused, and named: %s", async (_, path, code) => {
    await writeFile(join(folder, "text.gguf"), "nothing");
    const opening = openRanker(path());
    await expect(opening).rejects.toMatchObject({ name: "ModelError", code });
    await expect(opening).rejects.toThrow(path());
  });
});

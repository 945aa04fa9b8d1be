import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPageWriter, writePages } from "../../../src/bench/knowledge/many-pages.ts";

describe("made-up pages", () => {
  it("are the same for the same seed, and others for another", () => {
    const [one, same, other] = [1, 1, 2].map((seed) => createPageWriter(seed).page());
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  it("come in English and Chinese in turn, with 300 words each", () => {
    const writer = createPageWriter(1);
    const [, ...english] = writer.page().trim().split("\n\n");
    const [, ...chinese] = writer.page().trim().split("\n\n");
    expect(english.join(" ").match(/[a-z]+/g)).toHaveLength(300);
    expect(chinese.join("").match(/\p{Script=Han}/gu)).toHaveLength(600);
  });

  it("use a few words often and most of them seldom, as people do", () => {
    const writer = createPageWriter(1);
    const counts = new Map<string, number>();
    for (let page = 0; page < 100; page++) {
      for (const word of writer.page().match(/[a-z]+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const times = [...counts.values()].toSorted((a, b) => b - a);
    expect(times[0]).toBeGreaterThan(500);
    expect(times.at(Math.floor(times.length / 2))).toBeLessThan(5);
  });

  it("are asked about in their own words", () => {
    const writer = createPageWriter(1);
    const page = writer.page();
    const [, words = ""] = /^What does the (.+) cost\?$/.exec(writer.question()) ?? [];
    expect(words.split(" ")).toHaveLength(4);
    expect(words.split(" ").every((word) => page.includes(word))).toBe(true);
  });
});

describe("a folder of made-up pages", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "lantern-pages-test-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("holds as many pages as wanted, with questions spread over all of them", async () => {
    const questions = await writePages(folder, 50, 10);
    const files = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".md"));
    const texts = await Promise.all(files.map((path) => readFile(join(folder, path), "utf8")));
    expect(texts.join("\n").match(/^## /gm)).toHaveLength(50);
    expect(questions).toHaveLength(10);
    expect(new Set(questions).size).toBe(10);
  });
});

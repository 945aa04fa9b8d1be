import { describe, expect, it } from "vitest";
import { FITTING_SCORE, type KnowledgeQuery } from "../../../../src/core/knowledge/knowledge.ts";
import type { Embedder } from "../../../../src/core/knowledge/process/embedder.ts";
import { openLibrary } from "../../../../src/core/knowledge/process/library.ts";
import { createCapturedLog } from "../../../fakes/captured-log.ts";
import { makeShelf, type Shelf } from "./shelf.ts";

const NEVER = new AbortController().signal;

/** Knows two things that can be meant, by whatever word. */
function embedderOf(model: string): Embedder & { readonly embedded: string[] } {
  const embedded: string[] = [];
  return {
    model,
    embedded,
    embed(text) {
      embedded.push(text);
      const bird = /heron|bird/i.test(text) ? 1 : 0;
      return Promise.resolve(Float32Array.from([bird, 1 - bird]));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const documents = { "staff/a.md": "Herons nest here.", "b.md": "Otters swim." };

async function openOn({ folder, file }: Shelf, embedder: Embedder | null) {
  const library = await openLibrary({ folder, file, embedder, log: createCapturedLog() });
  await library.update(NEVER);
  return library;
}

describe("a library with an embedding model", () => {
  it("finds what means the same in other words, and only in the folders", async () => {
    await using shelf = await makeShelf(documents);
    await using library = await openOn(shelf, embedderOf("birds"));
    const query = { question: "Where are the birds?", before: [], folders: null, limit: 5 };
    expect(await library.search(query)).toEqual([]);
    await library.embed(NEVER);
    expect((await library.search(query)).map(({ file }) => file)).toEqual(["staff/a.md"]);
    expect(await library.search({ ...query, folders: ["."] })).toEqual([]);
  });

  it("reckons each passage once, also over a restart, a move and a change beside it", async () => {
    await using shelf = await makeShelf(documents);
    {
      await using library = await openOn(shelf, embedderOf("birds"));
      await library.embed(NEVER);
    }
    const again = embedderOf("birds");
    await using library = await openOn(shelf, again);
    await shelf.write({ "b.md": "# Fish\n\nTrout.", "c.md": documents["b.md"] });
    await library.update(NEVER);
    await library.embed(NEVER);
    expect(again.embedded.filter((text) => text.includes("Herons"))).toEqual([]);
    expect(again.embedded.some((text) => text.includes("Trout"))).toBe(true);
  });

  it("reckons all anew with another model, and says another version", async () => {
    await using shelf = await makeShelf(documents);
    let version = "";
    {
      await using library = await openOn(shelf, embedderOf("birds"));
      await library.embed(NEVER);
      version = library.version();
    }
    const other = embedderOf("other");
    await using library = await openOn(shelf, other);
    await library.embed(NEVER);
    expect(other.embedded).toHaveLength(2);
    expect(library.version()).not.toBe(version);
  });

  it("stops reckoning when told to, and keeps what it has", async () => {
    await using shelf = await makeShelf(documents);
    const stop = new AbortController();
    const embedder = embedderOf("birds");
    const stopping: Embedder = {
      ...embedder,
      embed(text, as) {
        stop.abort();
        return embedder.embed(text, as);
      },
    };
    await using library = await openOn(shelf, stopping);
    await expect(library.embed(stop.signal)).rejects.toThrow();
    expect(embedder.embedded).toHaveLength(1);
    await library.embed(NEVER);
    expect(embedder.embedded).toHaveLength(2);
  });
});

/** How strongly a text means something that is not said in the same words, from 0 to 1. */
type Meaning = (text: string) => number;

/** Knows one thing that can be meant; apart from that it says of each text something else that means nothing. */
function noisyEmbedder(meaning: Meaning): Embedder {
  return {
    model: "noisy",
    embed(text) {
      const strength = meaning(text);
      const noise = noiseOf(text).map((one) => one * Math.sqrt(1 - strength * strength));
      return Promise.resolve(Float32Array.of(strength, ...noise));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A direction that looks drawn by lot, the same for the same text. */
function noiseOf(text: string): readonly number[] {
  let state = 1;
  const next = (by: number) => (state = (Math.imul(state ^ by, 1_664_525) + 1_013_904_223) >>> 0);
  for (const character of text) next(character.codePointAt(0) ?? 0);
  const drawn = Array.from({ length: 64 }, () => next(0) / 2 ** 32 - 0.5);
  const length = Math.hypot(...drawn);
  return drawn.map((one) => one / length);
}

function notes(count: number): Readonly<Record<string, string>> {
  const lines = Array.from({ length: count }, (_, n): [string, string] => [
    `notes/${n}.md`,
    `Otter number ${n} swims in pond ${n}.`,
  ]);
  return Object.fromEntries(lines);
}

describe("words and meaning together", () => {
  const everywhere = { before: [], folders: null, limit: 5 };

  async function searching(contents: Readonly<Record<string, string>>, meaning: Meaning | null) {
    const shelf = await makeShelf(contents);
    const library = await openOn(shelf, meaning && noisyEmbedder(meaning));
    await library.embed(NEVER);
    return {
      search: (query: KnowledgeQuery) => library.search(query),
      async [Symbol.asyncDispose]() {
        await library[Symbol.asyncDispose]();
        await shelf[Symbol.asyncDispose]();
      },
    };
  }

  it("answer a question that shares no word with its answer, where that stands out", async () => {
    const bird: Meaning = (text) => (/heron|bird/i.test(text) ? 0.8 : 0);
    await using library = await searching({ ...notes(80), "herons.md": "Herons nest here." }, bird);
    const [first, second] = await library.search({ ...everywhere, question: "Where are the birds?" });
    expect(first?.file).toBe("herons.md");
    expect(first?.score).toBeGreaterThanOrEqual(FITTING_SCORE);
    expect(second?.score).toBeLessThan(FITTING_SCORE);
  });

  it("lose nothing that words find, and answer nothing else, by a model that is no good", async () => {
    const contents = { ...notes(80), "herons.md": "Herons nest in the reeds." };
    await using byWords = await searching(contents, null);
    await using byBoth = await searching(contents, () => 0);
    for (const question of ["Where do herons nest?", "Which otter swims in pond 7?", "Are there reeds?"]) {
      const [expected] = await byWords.search({ ...everywhere, question });
      const [first] = await byBoth.search({ ...everywhere, question });
      expect(first?.file).toBe(expected?.file);
      expect(first?.score).toBeGreaterThanOrEqual(expected?.score ?? 1);
    }
    for (const question of ["What does a bitcoin cost?", "谁写了这首诗？", "How do I bake bread?"]) {
      const found = await byBoth.search({ ...everywhere, question });
      expect(found.filter(({ score }) => score >= FITTING_SCORE)).toEqual([]);
    }
  });

  it("do not add up what each of them half finds", async () => {
    const half: Meaning = (text) => (/heron/i.test(text) ? 0.55 : 0);
    const contents = { ...notes(80), "herons.md": "Herons nest in the reeds." };
    const question = "Do herons eat frogs in the reeds in spring?";
    await using byWords = await searching(contents, null);
    await using byBoth = await searching(contents, half);
    const [words] = await byWords.search({ ...everywhere, question });
    const [both] = await byBoth.search({ ...everywhere, question });
    expect(both?.file).toBe("herons.md");
    expect(both?.score).toBeGreaterThan(words?.score ?? 1);
    expect(both?.score).toBeLessThan(FITTING_SCORE);
  });

  it("find what is nearest in the folders, however much elsewhere is nearer", async () => {
    // The first forty otters are nearer than the herons.
    const bird: Meaning = (text) =>
      /number [1-3]?\d |bird/i.test(text) ? 0.9 : /heron/i.test(text) ? 0.7 : 0;
    const contents = { ...notes(200), "staff/herons.md": "Herons nest here." };
    await using library = await searching(contents, bird);
    const query = { ...everywhere, question: "Where are the birds?" };
    const inAll = await library.search(query);
    expect(inAll.every(({ file }) => file.startsWith("notes/"))).toBe(true);
    expect((await library.search({ ...query, folders: ["staff"] })).map(({ file }) => file)).toEqual([
      "staff/herons.md",
    ]);
  });
});

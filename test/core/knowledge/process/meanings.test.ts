import { describe, expect, it } from "vitest";
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
      embed(text) {
        stop.abort();
        return embedder.embed(text);
      },
    };
    await using library = await openOn(shelf, stopping);
    await expect(library.embed(stop.signal)).rejects.toThrow();
    expect(embedder.embedded).toHaveLength(1);
    await library.embed(NEVER);
    expect(embedder.embedded).toHaveLength(2);
  });
});

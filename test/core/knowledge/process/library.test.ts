import { open, rename, rm, stat, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { FITTING_SCORE, type Knowledge } from "../../../../src/core/knowledge/knowledge.ts";
import { type DocumentReader, readHere } from "../../../../src/core/knowledge/process/document-reader.ts";
import {
  type Library,
  type LibraryOptions,
  openLibrary,
} from "../../../../src/core/knowledge/process/library.ts";
import { createCapturedLog } from "../../../fakes/captured-log.ts";
import { CONTRACT_DOCUMENTS, knowledgeContract } from "../../../contracts/knowledge.ts";
import { makeShelf, type Shelf } from "./shelf.ts";

const NEVER = new AbortController().signal;

knowledgeContract("the library", async () => {
  const shelf = await makeShelf(CONTRACT_DOCUMENTS);
  const library = await openOn(shelf);
  await library.update(NEVER);
  const knowledge: Knowledge = {
    ...library,
    async search(query, signal) {
      const found = await library.search(query, signal);
      signal.throwIfAborted();
      return found.map(({ id, file, heading, text, score }) => ({ id, file, heading, text, score }));
    },
    async [Symbol.asyncDispose]() {
      await library[Symbol.asyncDispose]();
      await shelf[Symbol.asyncDispose]();
    },
  };
  return {
    knowledge,
    async add(file, text) {
      await shelf.write({ [file]: text });
      await library.update(NEVER);
    },
    async remove(file) {
      await rm(shelf.at(file));
      await library.update(NEVER);
    },
  };
});

function openOn({ folder, file }: Shelf, changes: Partial<LibraryOptions> = {}): Promise<Library> {
  return openLibrary({ folder, file, log: createCapturedLog(), ...changes });
}

/** Counts the documents that are read. */
function countingReader(): { readonly read: DocumentReader; readonly paths: string[] } {
  const paths: string[] = [];
  return {
    paths,
    read(path, signal) {
      paths.push(path);
      return readHere(path, signal);
    },
  };
}

const found = async (library: Library, question: string, before: readonly string[] = []) =>
  (await library.search({ question, before, folders: null, limit: 5 })).map(({ file }) => file);

describe("a library", () => {
  it("never says that all is read before it is counted", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest here.", "b.pdf": "no PDF" });
    await using library = await openOn(shelf);
    const counts: number[] = [];
    const over = new AbortController();
    void library.update(NEVER).then(() => over.abort());
    while (!over.signal.aborted) {
      const { reading, files } = library.status();
      if (reading === null) counts.push(files);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([...new Set([...counts, library.status().files])]).toEqual([1]);
  });

  it("finds what was added and changed, and not what was removed", async () => {
    await using shelf = await makeShelf({
      "a.md": "The harbour opens at dawn.",
      "b.md": "Herons nest here.",
    });
    await using library = await openOn(shelf);
    await library.update(NEVER);
    const before = library.version();
    await shelf.write({ "a.md": "The harbour closes at dusk, for good.", "c.md": "Otters swim at noon." });
    await rm(shelf.at("b.md"));
    await library.update(NEVER);
    expect(await found(library, "dawn")).toEqual([]);
    expect(await found(library, "dusk")).toEqual(["a.md"]);
    expect(await found(library, "herons")).toEqual([]);
    expect(await found(library, "otters")).toEqual(["c.md"]);
    expect(library.version()).not.toBe(before);
    expect(library.status()).toMatchObject({ files: 2, passages: 2 });
  });

  it("reads a document once, also over a restart, and when only its date changes", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest here.", "b.md": "Otters swim." });
    const { read, paths } = countingReader();
    {
      await using library = await openOn(shelf, { read });
      await library.update(NEVER);
      await utimes(shelf.at("a.md"), new Date(), new Date(2000, 1, 1));
      await library.update(NEVER);
    }
    await using library = await openOn(shelf, { read });
    expect(await found(library, "herons")).toEqual(["a.md"]);
    await library.update(NEVER);
    expect(paths).toHaveLength(2);
  });

  it("moves a document that is only called otherwise, without reading it again", async () => {
    await using shelf = await makeShelf({ "birds.md": "Herons nest here." });
    const { read, paths } = countingReader();
    await using library = await openOn(shelf, { read });
    await library.update(NEVER);
    const version = library.version();
    await shelf.write({ "river/keep.md": "Otters swim." });
    await rename(shelf.at("birds.md"), shelf.at("river/feathers.md"));
    await library.update(NEVER);
    expect(paths.map((path) => path.slice(shelf.folder.length + 1))).toEqual(["birds.md", "river/keep.md"]);
    expect(await found(library, "herons")).toEqual(["river/feathers.md"]);
    expect(await found(library, "feathers")).toEqual(["river/feathers.md"]);
    expect(await found(library, "birds")).toEqual([]);
    expect(library.folders()).toEqual(["river"]);
    expect(library.version()).not.toBe(version);
  });

  it("lets go of both when one of two equal documents is renamed and the other removed", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons.", "b.md": "Herons." });
    await using library = await openOn(shelf);
    await library.update(NEVER);
    await rename(shelf.at("a.md"), shelf.at("c.md"));
    await rm(shelf.at("b.md"));
    await library.update(NEVER);
    expect(await found(library, "herons")).toEqual(["c.md"]);
    expect(library.status()).toMatchObject({ files: 1, passages: 1 });
  });

  it("calls a passage the same as long as its file says the same, whatever else the file says", async () => {
    await using shelf = await makeShelf({ "a.md": "# Birds\n\nHerons nest.\n\n# Fish\n\nTrout swim." });
    await using library = await openOn(shelf);
    const idOf = async (question: string) =>
      (await library.search({ question, before: [], folders: null, limit: 1 }))[0]?.id;
    await library.update(NEVER);
    const id = await idOf("herons");
    expect(id).toMatch(/^[\w-]{10,30}$/);
    await shelf.write({ "a.md": "# Fish\n\nEels glide.\n\n# Birds\n\nHerons nest." });
    await library.update(NEVER);
    expect(await idOf("herons")).toBe(id);
  });

  it("keeps its version over a restart, also when a date changes, but not when its index is made anew", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest here.", "broken.pdf": "no PDF" });
    const versions: string[] = [];
    for (const file of [shelf.file, shelf.file, `${shelf.file}-other`]) {
      await using library = await openOn({ ...shelf, file });
      await library.update(NEVER);
      versions.push(library.version());
      await utimes(shelf.at("a.md"), new Date(), new Date(2000, 1, 1 + versions.length));
      await library.update(NEVER);
      versions.push(library.version());
    }
    expect(new Set(versions.slice(0, 4)).size).toBe(1);
    expect(versions[5]).not.toBe(versions[0]);
  });

  it("has another version when a document is moved, or one of two that say the same is removed", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest here.", "b.md": "Herons nest here." });
    await using library = await openOn(shelf);
    await library.update(NEVER);
    const versions = [library.version()];
    await rename(shelf.at("a.md"), shelf.at("c.md"));
    await library.update(NEVER);
    versions.push(library.version());
    await rm(shelf.at("b.md"));
    await library.update(NEVER);
    versions.push(library.version());
    expect(new Set(versions).size).toBe(3);
  });

  it("searches a folder as soon as it tells of the version that has it", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest.", "new/b.md": "Otters swim." });
    const seen: (readonly [string, number])[] = [];
    const read: DocumentReader = async function* (path, signal) {
      const query = { question: "otters swim", before: [], folders: ["new"], limit: 5 };
      seen.push([library.version(), (await library.search(query)).length]);
      yield* readHere(path, signal);
    };
    await using library = await openOn(shelf, { read });
    await library.update(NEVER);
    await shelf.write({ "new/c.md": "Otters swim too.", "new/d.md": "Otters swim as well." });
    await library.update(NEVER);
    expect(seen.map(([, count]) => count)).toEqual([0, 0, 1, 2]);
  });

  it("names what it cannot read, and reads it when it has become readable", async () => {
    await using shelf = await makeShelf({
      "broken.pdf": "this is no PDF",
      "good.md": "Herons nest here.",
    });
    const { read, paths } = countingReader();
    await using library = await openOn(shelf, { read });
    await library.update(NEVER);
    await library.update(NEVER);
    expect(library.status().skipped.map(({ file }) => file)).toEqual(["broken.pdf"]);
    expect(library.status().skipped[0]?.reason).toMatch(/^[A-Z].*\.$/);
    expect(library.status().files).toBe(1);
    expect(paths).toHaveLength(2);
    await rename(shelf.at("broken.pdf"), shelf.at("broken.txt"));
    await library.update(NEVER);
    expect(await found(library, "PDF")).toEqual(["broken.txt"]);
    expect(library.status().skipped).toEqual([]);
  });

  it("leaves out what is hidden, of another kind, or leads out of the folder", async () => {
    await using elsewhere = await makeShelf({
      "secret.md": "The herons are plastic.",
      "deep/more.md": "Herons!",
    });
    await using shelf = await makeShelf({
      "a.md": "Herons nest here.",
      ".hidden.md": "Herons hide.",
      ".git/config.md": "Herons in git.",
      "program.exe": "herons",
    });
    await symlink(elsewhere.at("secret.md"), shelf.at("link.md"));
    await symlink(elsewhere.folder, shelf.at("linked"));
    await symlink("..", shelf.at("up"));
    await symlink(".", shelf.at("again"));
    await symlink("a.md", shelf.at("same.md"));
    await using library = await openOn(shelf);
    await library.update(NEVER);
    expect((await found(library, "herons")).toSorted()).toEqual(["a.md", "same.md"]);
  });

  it("keeps what it has when the folder is not there for a while", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest here." });
    await using library = await openOn(shelf);
    await library.update(NEVER);
    await rename(shelf.folder, `${shelf.folder}-away`);
    await expect(library.update(NEVER)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await found(library, "herons")).toEqual(["a.md"]);
    await rename(`${shelf.folder}-away`, shelf.folder);
    await library.update(NEVER);
    expect(library.status()).toMatchObject({ files: 1, reading: null });
  });

  it("tells how far it is, and can be searched meanwhile", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest.", "b.md": "Otters swim.", "c.md": "Trout." });
    const seen: unknown[] = [];
    const read: DocumentReader = async function* (path, signal) {
      seen.push(library.status().reading, await found(library, "herons"));
      yield* readHere(path, signal);
    };
    await using library = await openOn(shelf, { read });
    expect(library.status().reading).toEqual({ done: 0, total: 0 });
    await library.update(NEVER);
    expect(seen).toEqual([
      { done: 0, total: 3 },
      [],
      { done: 1, total: 3 },
      ["a.md"],
      { done: 2, total: 3 },
      ["a.md"],
    ]);
    expect(library.status().reading).toBeNull();
  });

  it("keeps what was read when it is stopped, and goes on from there", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest.", "b.md": "Otters swim." });
    const stop = new AbortController();
    const { read, paths } = countingReader();
    const stopping: DocumentReader = (path, signal) => {
      if (path.endsWith("b.md")) stop.abort();
      return readHere(path, signal);
    };
    {
      await using library = await openOn(shelf, { read: stopping });
      await expect(library.update(stop.signal)).rejects.toMatchObject({ name: "AbortError" });
    }
    await using next = await openOn(shelf, { read });
    await next.update(NEVER);
    expect(paths).toEqual([shelf.at("b.md")]);
    expect(await found(next, "otters")).toEqual(["b.md"]);
  });

  it("keeps what a document said until the whole of what it says now is read", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest." });
    let during: readonly string[] = [];
    const read: DocumentReader = async function* (path, signal) {
      yield* readHere(path, signal);
      during = await found(library, "herons");
    };
    await using library = await openOn(shelf, { read });
    await library.update(NEVER);
    await shelf.write({ "a.md": "Otters swim here." });
    await library.update(NEVER);
    expect(during).toEqual(["a.md"]);
    expect(await found(library, "herons")).toEqual([]);
  });

  it("gives up a document that ended the process twice, until it changes", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest.", "poison.md": "Otters." });
    for (let death = 0; death < 2; death++) {
      // A process that dies leaves its transaction open; one that is thrown out of it is as near as a test can come.
      const dying: DocumentReader = (path, signal) => {
        if (path.endsWith("poison.md")) throw new Error("killed");
        return readHere(path, signal);
      };
      await using library = await openOn(shelf, { read: dying });
      await expect(library.update(NEVER)).rejects.toThrow("killed");
    }
    await using library = await openOn(shelf);
    await library.update(NEVER);
    expect(library.status().skipped).toMatchObject([{ file: "poison.md" }]);
    await shelf.write({ "poison.md": "Otters are fine." });
    await library.update(NEVER);
    expect(await found(library, "otters")).toEqual(["poison.md"]);
  });
});

describe("the index of a library", () => {
  it("is for the owner's eyes only", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons." });
    await using library = await openOn(shelf);
    await library.update(NEVER);
    for (const part of ["", "-wal"]) expect((await stat(shelf.file + part)).mode & 0o777).toBe(0o600);
  });

  it.each([
    [
      "is no database",
      async (file: string) => writeFile(file, "no database at all, but long enough to look like one"),
    ],
    ["lost its end", async (file: string) => truncate(file, 9000)],
    ["has a page of nonsense", async (file: string) => overwrite(file, 4096, 12_000)],
  ])("is made anew when it %s", async (_, damage) => {
    await using shelf = await makeShelf({ "a.md": "Herons nest.", "b.md": "Otters swim. ".repeat(500) });
    {
      await using library = await openOn(shelf);
      await library.update(NEVER);
    }
    await damage(shelf.file);
    const log = createCapturedLog();
    await using library = await openOn(shelf, { log });
    expect(log.lines.map(({ message }) => message)).toEqual([expect.stringContaining("made anew")]);
    await library.update(NEVER);
    expect(await found(library, "herons")).toEqual(["a.md"]);
  });
});

async function overwrite(file: string, from: number, bytes: number): Promise<void> {
  await using handle = await open(file, "r+");
  await handle.write(Buffer.alloc(bytes, 0x5a), 0, bytes, from);
}

describe("a question to the library", () => {
  const documents = {
    "lamps.md":
      "# Lamps\n\n## Aurora\n\nThe Aurora lamp costs 49 euros and burns 400 hours.\n\n## Borealis\n\nThe Borealis lamp weighs 3 kilograms and burns 900 hours.",
    "handbook/returns.md": "# Returns\n\nAnything may be sent back within 30 days.",
    "店铺/退货.md": "# 退货政策\n\n七天无理由退货,运费由买家承担。\n\n# 营业时间\n\n周一至周六九点开门。",
  };

  async function best(question: string, before: readonly string[] = []) {
    await using shelf = await makeShelf(documents);
    await using library = await openOn(shelf);
    await library.update(NEVER);
    const [first] = await library.search({ question, before, folders: null, limit: 3 });
    return { heading: first?.heading, text: first?.text ?? "", score: first?.score ?? 0 };
  }

  it.each([
    ["What does the Aurora lamp cost?", "49 euros"],
    ["How heavy, in kilograms, is Borealis?", "3 kilograms"],
    ["退货的运费谁出?", "运费由买家承担"],
    ["退貨運費", "运费由买家承担"],
    ["几点开门?", "九点开门"],
    ["handbook days", "30 days"],
  ])("finds the passage that answers %j", async (question, words) => {
    const { text, score } = await best(question);
    expect(text).toContain(words);
    expect(score).toBeGreaterThanOrEqual(FITTING_SCORE);
  });

  it.each(["Who painted the Mona Lisa?", "营业执照号码?", "Aurora 777 warranty"])(
    "scores low for %j, which no document answers",
    async (question) => {
      expect((await best(question)).score).toBeLessThan(FITTING_SCORE);
    },
  );

  it.each([
    ["and what does it cost?", ["Tell me about the Aurora lamp"], "49 euros"],
    ["and the hours?", ["How long does Aurora burn?", "And how heavy is Borealis?"], "Borealis"],
    ["那运费呢?", ["可以退货吗"], "运费由买家承担"],
  ])("that goes on from what was asked before: %j", async (question, before, words) => {
    expect((await best(question, before)).text).toContain(words);
  });

  it("for a thing that no document knows scores far lower than for one that is there", async () => {
    const known = await best("What does the Aurora lamp cost?");
    const unknown = await best("What does the Corona lamp cost?");
    expect(unknown.score).toBeLessThan(known.score - 0.3);
  });

  it("that stands by itself is not led astray by what was asked before", async () => {
    const alone = await best("What does the Aurora lamp cost?");
    const later = await best("What does the Aurora lamp cost?", ["退货的运费谁出?"]);
    expect(later.text).toBe(alone.text);
    expect(later.score).toBeCloseTo(alone.score);
  });
});

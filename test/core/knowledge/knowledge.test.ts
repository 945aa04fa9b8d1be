import { open, rename, rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { CONTRACT_DOCUMENTS, knowledgeContract } from "../../contracts/knowledge.ts";
import { DEMO_MODEL } from "../engine/running-engine.ts";
import { writeTinyRanker } from "../../fakes/tiny-ranker.ts";
import { libraryPids, peakBytes } from "./library-pids.ts";
import { makeShelf } from "./process/shelf.ts";
import { pdfBomb } from "./reading/pdf-bomb.ts";
import { allRead, runKnowledge } from "./running-knowledge.ts";

/** What a change may take to be found. */
const PROMPTLY = { timeout: 5000 };

knowledgeContract("the documents in their process", async () => {
  const running = await runKnowledge(CONTRACT_DOCUMENTS);
  await allRead(running.knowledge);
  return {
    knowledge: { ...running.knowledge, [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose]() },
    add: async (file, text) => running.shelf.write({ [file]: text }),
    remove: async (file) => rm(running.shelf.at(file)),
  };
});

describe("the documents in their process", () => {
  it("are found within five seconds of being added, changed, renamed and removed", async () => {
    await using running = await runKnowledge({ "a.md": "Herons nest here." });
    const { shelf, knowledge } = running;
    await expect.poll(() => running.files("herons"), PROMPTLY).toEqual(["a.md"]);
    const version = knowledge.version();
    await shelf.write({ "new/b.md": "Otters swim." });
    await expect.poll(() => running.files("otters"), PROMPTLY).toEqual(["new/b.md"]);
    await expect.poll(() => knowledge.folders(), PROMPTLY).toEqual([".", "new"]);
    expect(knowledge.version()).not.toBe(version);
    await shelf.write({ "new/b.md": "Badgers dig." });
    await expect.poll(() => running.files("badgers"), PROMPTLY).toEqual(["new/b.md"]);
    expect(await running.files("otters")).toEqual([]);
    await rename(shelf.at("new/b.md"), shelf.at("c.md"));
    await expect.poll(() => running.files("badgers"), PROMPTLY).toEqual(["c.md"]);
    await rm(shelf.at("c.md"));
    await expect.poll(() => running.files("badgers"), PROMPTLY).toEqual([]);
  });

  it("are named when they cannot be read, once", async () => {
    await using running = await runKnowledge({ "broken.pdf": "this is no PDF", "a.md": "Herons." });
    await allRead(running.knowledge);
    await running.shelf.write({ "b.md": "Otters." });
    await expect.poll(() => running.files("otters"), PROMPTLY).toEqual(["b.md"]);
    expect(running.knowledge.status().skipped).toMatchObject([{ file: "broken.pdf" }]);
    const told = running.log.lines.filter(({ fields }) => fields["file"] === "broken.pdf");
    expect(told).toHaveLength(1);
  });

  it("go on, in little memory, beside a small file that unpacks to a gigabyte", async () => {
    await using running = await runKnowledge({ "a.md": "Herons nest here." });
    const { knowledge, shelf } = running;
    await allRead(knowledge);
    await expect.poll(() => running.files("herons"), PROMPTLY).toEqual(["a.md"]);
    const [pid = 0] = libraryPids();
    const before = peakBytes(pid);
    await shelf.write({ "bomb.pdf": pdfBomb(1000), "later.md": "Otters swim." });
    await expect.poll(() => running.files("otters"), { timeout: 15_000 }).toEqual(["later.md"]);
    // It may be read after the other one.
    await expect
      .poll(() => knowledge.status().skipped, { timeout: 15_000 })
      .toEqual([{ file: "bomb.pdf", reason: "Reading it takes too much memory." }]);
    expect(peakBytes(pid) - before).toBeLessThan(400e6);
    expect(libraryPids()).toEqual([pid]);
  });

  it("are not there while their folder is not, and are read when it comes", async () => {
    const shelf = await makeShelf();
    await rename(shelf.folder, `${shelf.folder}-away`);
    await using running = await runKnowledge({}, { shelf, folder: shelf.folder });
    await allRead(running.knowledge);
    expect(await running.files("herons")).toEqual([]);
    expect(running.log.lines.some(({ level }) => level === "warn")).toBe(true);
    await rename(`${shelf.folder}-away`, shelf.folder);
    await shelf.write({ "a.md": "Herons." });
    await expect.poll(() => running.files("herons"), PROMPTLY).toEqual(["a.md"]);
    await running[Symbol.asyncDispose]();
    await shelf[Symbol.asyncDispose]();
  });

  it("are found by their meaning too where there is an embedding model", async () => {
    await using running = await runKnowledge(
      { "a.md": "Herons nest here.", "b.md": "Otters swim." },
      { embeddingModel: DEMO_MODEL },
    );
    await allRead(running.knowledge);
    // The model knows too little to tell which; that both come shows that it was not their words.
    await expect
      .poll(async () => (await running.files("zyzzyva")).toSorted(), { timeout: 15_000 })
      .toEqual(["a.md", "b.md"]);
    expect((await running.files("otters"))[0]).toBe("b.md");
  });

  it("are put into the order that a ranking model says, and fit as well as it says", async () => {
    await using shelf = await makeShelf({
      "a.md": "Herons do not dwell on the past.",
      "b.md": "Herons live in the reeds.",
    });
    const rankingModel = `${shelf.folder}.gguf`;
    await writeTinyRanker(rankingModel, [["where", "reeds"]]);
    const query = { question: "Where do herons dwell?", before: [], folders: null, limit: 5 };
    const scores: Map<string, number>[] = [];
    for (const ranker of [null, rankingModel]) {
      await using running = await runKnowledge({}, { shelf, rankingModel: ranker });
      await allRead(running.knowledge);
      const found = await running.knowledge.search(query, new AbortController().signal);
      scores.push(new Map(found.map(({ file, score }) => [file, score])));
    }
    const [plain, ranked] = scores;
    expect([...(plain?.keys() ?? [])]).toEqual(["a.md", "b.md"]);
    expect([...(ranked?.keys() ?? [])]).toEqual(["b.md", "a.md"]);
    expect(ranked?.get("b.md")).toBeGreaterThan(plain?.get("b.md") ?? 1);
    expect(ranked?.get("a.md")).toBeLessThan(plain?.get("a.md") ?? 0);
    await rm(rankingModel);
  });

  it("do not start with a ranking model that is none", async () => {
    const before = libraryPids();
    const starting = runKnowledge({}, { rankingModel: DEMO_MODEL });
    await expect(starting).rejects.toMatchObject({ name: "ModelError", code: "unfit" });
    const missing = runKnowledge({}, { rankingModel: "/nowhere.gguf" });
    await expect(missing).rejects.toMatchObject({ name: "ModelError", code: "missing" });
    expect(libraryPids()).toEqual(before);
  });

  it("do not start with an embedding model that is none", async () => {
    await using shelf = await makeShelf({ "no-model.gguf": "nothing" });
    const before = libraryPids();
    const starting = runKnowledge({}, { shelf, embeddingModel: shelf.at("no-model.gguf") });
    await expect(starting).rejects.toMatchObject({ name: "ModelError", code: "not-a-model" });
    const missing = runKnowledge({}, { shelf, embeddingModel: shelf.at("nowhere.gguf") });
    await expect(missing).rejects.toMatchObject({ name: "ModelError", code: "missing" });
    expect(libraryPids()).toEqual(before);
  });

  it("do not start where their index cannot be kept, and say where", async () => {
    await using shelf = await makeShelf({ "file.txt": "not a folder" });
    const starting = runKnowledge({}, { shelf, file: `${shelf.at("file.txt")}/knowledge.sqlite` });
    const refused = expect(starting).rejects;
    await refused.toMatchObject({ code: "unwritable" });
    await refused.toThrow("file.txt/knowledge.sqlite");
  });

  it("give up a start that is aborted", async () => {
    const reason = new Error("enough");
    await expect(runKnowledge({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const starting = runKnowledge({}, { signal: stop.signal });
    const rejected = expect(starting).rejects.toBe(reason);
    await expect.poll(libraryPids).toHaveLength(1);
    stop.abort(reason);
    await rejected;
    await expect.poll(libraryPids).toEqual([]);
  });
});

describe("a process of documents that dies", () => {
  it("is started again, and finishes what it was reading", async () => {
    const documents = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [
        `${n}.md`,
        `Number ${n + 1000} is a heron. ${"It nests. ".repeat(50)}`,
      ]),
    );
    await using running = await runKnowledge(documents);
    const { knowledge, log } = running;
    await expect
      .poll(() => knowledge.status().reading?.done ?? 0, { interval: 5, timeout: 10_000 })
      .toBeGreaterThan(5);
    for (const pid of libraryPids()) process.kill(pid, "SIGKILL");
    expect(await running.files("1003")).not.toBeNull(); // asked of one that is gone, it answers or gives nothing
    await expect
      .poll(() => knowledge.status(), { timeout: 15_000 })
      .toMatchObject({ files: 300, passages: 300, reading: null });
    expect(await running.files("1299")).toEqual(["299.md"]);
    expect(log.lines.some(({ message }) => message.includes("died"))).toBe(true);
  });

  it("answers what it was asked when it died", async () => {
    // So that no slow machine makes it give up before the next process is there.
    const slowClock: Clock = {
      now: () => systemClock.now(),
      sleep: (ms, signal) => systemClock.sleep(ms * 10, signal),
    };
    await using running = await runKnowledge({ "a.md": "Herons nest here." }, { clock: slowClock });
    await expect.poll(() => running.files("herons"), PROMPTLY).toEqual(["a.md"]);
    for (const pid of libraryPids()) process.kill(pid, "SIGKILL");
    expect(await running.files("herons")).toEqual(["a.md"]);
  });

  it("makes its index anew when that is damaged", async () => {
    await using running = await runKnowledge({ "a.md": "Herons nest here." });
    await expect.poll(() => running.files("herons"), PROMPTLY).toEqual(["a.md"]);
    for (const pid of libraryPids()) process.kill(pid, "SIGKILL");
    await using file = await open(running.shelf.file, "r+");
    await file.write(Buffer.alloc(100, 0x5a), 0, 100, 0);
    await expect.poll(() => running.files("herons"), { timeout: 15_000 }).toEqual(["a.md"]);
  });

  it("leaves no process behind when it is closed, also while it reads", async () => {
    const running = await runKnowledge({ "big.md": "Herons nest here, and otters swim.\n\n".repeat(20_000) });
    expect(libraryPids()).toHaveLength(1);
    await running[Symbol.asyncDispose]();
    expect(libraryPids()).toEqual([]);
    expect(await running.files("herons")).toEqual([]);
  });
});

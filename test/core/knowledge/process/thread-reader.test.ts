import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UnreadableDocument } from "../../../../src/core/knowledge/process/reading/unreadable-document.ts";
import {
  createThreadReader,
  type ThreadReader,
  type ThreadReaderOptions,
} from "../../../../src/core/knowledge/process/thread-reader.ts";
import { systemClock } from "../../../../src/core/system-clock.ts";
import { createManualClock } from "../../../fakes/manual-clock.ts";

/** A thread that does with a "document" what its name says. */
const THREAD = `
import { parentPort } from "node:worker_threads";
const passage = (text) => ({ type: "passages", passages: [{ heading: "", text, textTerms: text, headingTerms: "" }] });
let left = 0;
parentPort.on("message", (message) => {
  if (message.read === "endless") return;
  if (message.read === "spinning") for (;;);
  if (message.read === "crashing") throw new TypeError("something odd");
  if (message.read === "huge") { const all = []; for (;;) all.push(new Array(100_000).fill(all.length + 0.5)); }
  if (message.read === "encrypted")
    return parentPort.postMessage({ type: "unreadable", code: "encrypted", sentence: "It opens with a password only." });
  if (message.read) left = 2;
  parentPort.postMessage(left-- > 0 ? passage("passage " + left) : { type: "end" });
});
`;
const NEVER = new AbortController().signal;

describe("reading in a thread", () => {
  let folder = "";
  let entry: URL;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lantern-thread-"));
    await writeFile(join(folder, "thread.mjs"), THREAD);
    entry = pathToFileURL(join(folder, "thread.mjs"));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  function open(changes: Partial<ThreadReaderOptions> = {}): ThreadReader {
    return createThreadReader({ entry, clock: systemClock, residentBytes: () => 0, ...changes });
  }

  async function textsOf({ read }: ThreadReader, path: string, signal = NEVER): Promise<string[]> {
    const texts: string[] = [];
    for await (const some of read(path, signal)) texts.push(...some.map(({ text }) => text));
    return texts;
  }

  it("gives the passages of one document after the other", async () => {
    await using reader = open();
    expect(await textsOf(reader, "good")).toEqual(["passage 1", "passage 0"]);
    expect(await textsOf(reader, "good")).toEqual(["passage 1", "passage 0"]);
  });

  it("tells why a document cannot be read", async () => {
    await using reader = open();
    const sentence = "It opens with a password only.";
    await expect(textsOf(reader, "encrypted")).rejects.toMatchObject({
      code: "encrypted",
      message: sentence,
    });
  });

  it.each(["endless", "spinning"])("gives up a document that is %s, and reads the next", async (path) => {
    const clock = createManualClock();
    await using reader = open({ clock });
    const given = expect(textsOf(reader, path)).rejects.toMatchObject({ code: "damaged" });
    await expect.poll(() => clock.sleepers()).toBe(2);
    await clock.advance(60_000);
    await given;
    expect(await textsOf(reader, "good")).toHaveLength(2);
    expect(clock.sleepers()).toBe(0);
  });

  it.each([
    ["crashing", 256, "not as it should be"],
    ["huge", 32, "too much memory"],
  ])("outlives a document that is %s", async (path, maxMegabytes, words) => {
    await using reader = open({ maxMegabytes });
    const refused = expect(textsOf(reader, path)).rejects;
    await refused.toBeInstanceOf(UnreadableDocument);
    await refused.toThrow(words);
    expect(await textsOf(reader, "good")).toHaveLength(2);
  });

  it("gives up a document while the process grows too much over it", async () => {
    const clock = createManualClock();
    let megabytes = 500;
    await using reader = open({ clock, residentBytes: () => megabytes * 1e6, maxMegabytes: 100 });
    const reading = textsOf(reader, "spinning");
    const given = expect(reading).rejects.toThrow("too much memory");
    await expect.poll(() => clock.sleepers()).toBe(2);
    megabytes = 600;
    await clock.advance(1000);
    expect(clock.sleepers()).toBe(2);
    megabytes = 601;
    await clock.advance(20);
    await given;
    expect(await textsOf(reader, "good")).toHaveLength(2);
    expect(clock.sleepers()).toBe(0);
  });

  it("stops when told to", async () => {
    await using reader = open();
    const stop = new AbortController();
    const reason = new Error("enough");
    const stopped = expect(textsOf(reader, "spinning", stop.signal)).rejects.toBe(reason);
    stop.abort(reason);
    await stopped;
    await expect(textsOf(reader, "good", AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

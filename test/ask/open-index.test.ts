import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type IndexOptions, openIndex } from "../../src/ask/open-index.ts";
import { HistoryError } from "../../src/core/errors.ts";
import { lockDataDir } from "../../src/data-lock.ts";
import { openLibrary } from "../../src/core/knowledge/process/library.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";

const signal = new AbortController().signal;
let folder: string;
let options: IndexOptions;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-ask-test-"));
  options = {
    folder: join(folder, "documents"),
    dataDir: join(folder, "data"),
    embedder: null,
    ranker: null,
    log: createCapturedLog(),
    onReading: () => {},
    signal,
  };
  await mkdir(options.folder);
  await mkdir(options.dataDir);
  await write("The shop opens at nine.");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (text: string) => writeFile(join(options.folder, "shop.md"), `# Shop\n\n${text}\n`);
const indexFile = () => join(options.dataDir, "knowledge.sqlite");

/** What a bot has read, which runs until what is returned is disposed of. */
async function runningBot(): Promise<AsyncDisposable> {
  const lock = await lockDataDir(options.dataDir);
  const library = await openLibrary({ ...options, file: indexFile() });
  await library.update(signal);
  return {
    async [Symbol.asyncDispose]() {
      await library[Symbol.asyncDispose]();
      await lock[Symbol.asyncDispose]();
    },
  };
}

async function found(question: string): Promise<{ texts: string[]; ofRunningBot: boolean }> {
  await using index = await openIndex(options);
  const passages = await index.library.search({ question, before: [], folders: null, limit: 5 });
  return { texts: passages.map(({ text }) => text), ofRunningBot: index.ofRunningBot };
}

describe("the index for a question at the terminal", () => {
  it("is made, kept and brought up to date while no bot runs", async () => {
    expect((await found("when does the shop open")).texts.join()).toContain("nine");
    expect(existsSync(indexFile())).toBe(true);
    await write("The shop opens at ten.");
    expect(await found("when does the shop open")).toMatchObject({ ofRunningBot: false });
    expect((await found("when does the shop open")).texts.join()).toContain("ten");
  });

  it("is what a running bot has read, and leaves the bot's own as it is", async () => {
    await using bot = await runningBot();
    expect(bot).toBeDefined();
    await write("The shop opens at ten.");
    const before = await readFile(indexFile());
    const { texts, ofRunningBot } = await found("when does the shop open");
    expect(texts.join()).toContain("nine");
    expect(ofRunningBot).toBe(true);
    expect((await readFile(indexFile())).equals(before)).toBe(true);
  });

  it("is read anew beside a running bot that has none", async () => {
    await using lock = await lockDataDir(options.dataDir);
    expect(lock).toBeDefined();
    const { texts, ofRunningBot } = await found("when does the shop open");
    expect(texts.join()).toContain("nine");
    expect(ofRunningBot).toBe(false);
    expect(existsSync(indexFile())).toBe(false);
  });

  it("gives the folder of data back, whatever happens", async () => {
    await found("open");
    await expect(openIndex({ ...options, folder: join(folder, "nowhere") })).rejects.toBeDefined();
    await (await lockDataDir(options.dataDir))[Symbol.asyncDispose]();
  });

  it("says so when the folder of data cannot be used", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(openIndex({ ...options, dataDir: file })).rejects.toBeInstanceOf(HistoryError);
  });
});

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { fault } from "../fakes/telegram/faults.ts";
import { type Bench, openBench, type RunningLantern } from "./run-lantern.ts";
import { mountSmallDisk } from "./small-disk.ts";

const HEARD = "Nice to meet you, Torvek!";
const KNOWN = "Your name is Torvek.";
/** Below an answer that is not remembered. */
const NOT_SAVED = /⚠️ I could not save this exchange, so I will not remember it\. \([\da-f]{6}\)$/;

const disk = mountSmallDisk();
if (!disk) process.stderr.write("No small disk can be mounted here: full and read-only ones go untested.\n");
afterAll(() => disk?.[Symbol.dispose]());

/** A bot that talks on Telegram. */
async function start(bench: Bench, telegram: FakeTelegram, dataDir: string): Promise<RunningLantern> {
  const lantern = await bench.start({
    DATA_DIR: dataDir,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.apiUrl,
  });
  await lantern.ready();
  return lantern;
}

/** A person in a private chat with the bot. */
function meet(telegram: FakeTelegram, name: string) {
  const person = telegram.person(name);
  const chat = telegram.privateChat(person);
  /** Says something, and resolves with what the bot shows last once that fits. */
  async function ask(text: string, expected: string | RegExp): Promise<void> {
    const before = chat.botTexts().length;
    chat.says(person, text);
    const answer = () => chat.botTexts().slice(before).join("\n");
    // Telegram may have taken a post that it answered with an error; then the answer says so.
    const fits =
      typeof expected === "string" ? new RegExp(`^${expected}(\n\nⓘ I was interrupted.*)?$`) : expected;
    await expect.poll(answer, { timeout: 15_000 }).toMatch(fits);
  }
  return { chat, person, ask };
}

async function stop(lantern: RunningLantern): Promise<void> {
  lantern.kill("SIGTERM");
  expect(await lantern.exited).toBe(0);
}

describe.runIf(disk)("a disk that becomes full", () => {
  const folder = (name: string) => join(disk?.folder ?? expect.unreachable(), name);

  it("does not keep the bot from answering: people see what is not remembered, the log says why, and it goes on when there is room", async () => {
    await using telegram = await startFakeTelegram();
    await using bench = await openBench();
    const lantern = await start(bench, telegram, folder("answering"));
    const { ask } = meet(telegram, "Ann");
    await ask("My name is Torvek", HEARD);
    const makeRoom = await disk?.fill();
    await ask("What is my name?", NOT_SAVED);
    await ask("What is my name?", NOT_SAVED);
    expect(lantern.output()).toContain("the disk is full");
    await makeRoom?.();
    await ask("What is my name?", KNOWN);
    await stop(lantern);
  }, 40_000);

  it("leaves no answer to be given again after the next start", async () => {
    await using telegram = await startFakeTelegram();
    await using bench = await openBench();
    const lantern = await start(bench, telegram, folder("again"));
    const { chat, ask } = meet(telegram, "Bob");
    // It is full before the first word is shown: where that stands, and that it was all, does not get to the disk.
    telegram.faults.next("sendMessage", fault.serverError());
    const asked = ask("My name is Torvek", HEARD);
    await telegram.until(() => telegram.callsOf("sendMessage").length > 0);
    const makeRoom = await disk?.fill();
    await asked;
    await makeRoom?.();
    const said = chat.botTexts();
    await stop(lantern);

    const again = await start(bench, telegram, folder("again"));
    await ask("What is my name?", KNOWN);
    expect(chat.botTexts().slice(0, -1)).toEqual(said);
    await stop(again);
  }, 40_000);
});

describe.runIf(disk)("a disk that may only be read any more", () => {
  it("does not stop the bot that runs; one that starts says so, and nothing is lost", async () => {
    const folder = join(disk?.folder ?? expect.unreachable(), "read-only");
    await using telegram = await startFakeTelegram();
    await using bench = await openBench();
    const lantern = await start(bench, telegram, folder);
    const { ask } = meet(telegram, "Ann");
    await ask("My name is Torvek", HEARD);
    const allowWriting = disk?.allowOnlyReading();
    try {
      await ask("What is my name?", KNOWN);
      await stop(lantern);
      const refused = await bench.start({ DATA_DIR: folder });
      expect(await refused.exited).toBe(1);
      expect(refused.output()).toMatch(
        /Lantern cannot start\.\nThe folder .*read-only .*may not be written to.*DATA_DIR/,
      );
    } finally {
      allowWriting?.();
    }
    const again = await start(bench, telegram, folder);
    await ask("What is my name?", KNOWN);
    await stop(again);
  }, 40_000);
});

describe("a database", () => {
  it("that is damaged is moved aside and told with its path, and the bot starts with a new one", async () => {
    await using telegram = await startFakeTelegram();
    await using bench = await openBench();
    await writeFile(join(bench.dataDir, "lantern.sqlite"), "Dear diary. ".repeat(500));
    const lantern = await start(bench, telegram, bench.dataDir);
    const aside = (await readdir(bench.dataDir)).find((name) => name.includes(".damaged-")) ?? "";
    expect(await readFile(join(bench.dataDir, aside), "utf8")).toBe("Dear diary. ".repeat(500));
    expect(lantern.output()).toContain(
      `it has been moved to ${join(bench.dataDir, aside)}, and a new, empty one`,
    );
    const { ask } = meet(telegram, "Ann");
    await ask("My name is Torvek", HEARD);
    await ask("What is my name?", KNOWN);
    await stop(lantern);
  }, 30_000);

  it("that another program keeps locked is told in the chat and in the log, and used again when it is free", async () => {
    await using telegram = await startFakeTelegram();
    await using bench = await openBench();
    const lantern = await start(bench, telegram, bench.dataDir);
    const { ask } = meet(telegram, "Ann");
    await ask("My name is Torvek", HEARD);
    const other = new KeyvSqlite({ uri: `sqlite://${join(bench.dataDir, "lantern.sqlite")}` });
    await other.query("BEGIN IMMEDIATE");
    await ask("What is my name?", NOT_SAVED);
    expect(lantern.output()).toContain("another program keeps it locked");
    await other.disconnect();
    await ask("What is my name?", KNOWN);
    await stop(lantern);
  }, 30_000);
});

it("a second bot on the same DATA_DIR ends at once, in a sentence that names the first, which goes on", async () => {
  await using telegram = await startFakeTelegram();
  await using bench = await openBench();
  const lantern = await start(bench, telegram, bench.dataDir);
  const second = await bench.start();
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`Another Lantern (process ${lantern.pid}, since `);
  expect(second.output()).toContain(`already uses the folder ${bench.dataDir}`);
  expect(second.output()).not.toMatch(/^\s+at /m); // no stack trace
  await meet(telegram, "Ann").ask("My name is Torvek", HEARD);
}, 30_000);

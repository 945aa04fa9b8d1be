import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { describeTrouble } from "../../../src/core/database/trouble.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import type { Source } from "../../../src/core/history/history-store.ts";
import { openKeyvHistory } from "../../../src/core/history/keyv-history.ts";
import { exchange, historyStoreContract } from "../../contracts/history-store.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";

const CATS = channelId("discord", "1", "2");
const DOGS = channelId("discord", "1", "3");
const ANN: Source = { messageId: "m1", person: "discord:1" };

let folder: string;
let files = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-history-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function open(file: string, log = createCapturedLog(), clock = createManualClock()) {
  return openKeyvHistory({ file, clock, log });
}

function newFile(): string {
  files++;
  return join(folder, `history-${files}.sqlite`);
}

/** Does something to the file behind the history's back. */
async function tamper(file: string, sql: string, ...values: unknown[]): Promise<void> {
  const store = new KeyvSqlite({ uri: `sqlite://${file}` });
  await store.query(sql, ...values);
  await store.disconnect();
}

async function failureOf(call: Promise<unknown>): Promise<HistoryError> {
  const error: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof HistoryError)) throw new Error("expected a HistoryError", { cause: error });
  return error;
}

historyStoreContract("openKeyvHistory", async () => {
  const clock = createManualClock();
  return { store: await open(newFile(), createCapturedLog(), clock), clock };
});

it("keeps everything over a restart, also what was not waited for", async () => {
  const file = newFile();
  const store = await open(file);
  await store.append(CATS, exchange("one"), 0);
  const unawaited = store.append(CATS, exchange("two"), 0);
  await store[Symbol.asyncDispose]();
  await unawaited;
  await using again = await open(file);
  expect(await again.load(CATS)).toEqual([...exchange("one"), ...exchange("two")]);
});

describe("the file", () => {
  it("and its folder are made for the bot alone", async () => {
    const file = join(folder, "data", "deeper", "history.sqlite");
    await using store = await open(file);
    await store.append(CATS, exchange("one"), 0);
    expect((await stat(join(folder, "data"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "data", "deeper"))).mode & 0o777).toBe(0o700);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(`${file}-wal`)).mode & 0o777).toBe(0o600);
  });

  it("is one sound database after closing", async () => {
    const file = newFile();
    const store = await open(file);
    await store.append(CATS, exchange("one"), 0);
    await store[Symbol.asyncDispose]();
    await expect(stat(`${file}-wal`)).rejects.toThrow("ENOENT");
    expect((await readFile(file)).subarray(0, 15).toString()).toBe("SQLite format 3");
  });
});

describe("opening", () => {
  it.each([
    [
      "a path through a file",
      async (file: string) => writeFile(join(file, ".."), ""),
      "a file where a folder",
    ],
    ["a folder", async (file: string) => void (await mkdir(file, { recursive: true })), "it is a folder"],
    [
      "a file that is no database",
      async (file: string) => {
        await mkdir(join(file, ".."));
        await writeFile(file, "Dear diary. ".repeat(500));
      },
      "no database",
    ],
  ])("says in one sentence that %s cannot be used, and what to set", async (_, prepare, words) => {
    const file = join(folder, "data", "history.sqlite");
    await prepare(file);
    const error = await failureOf(open(file));
    expect(error.code).toBe("unwritable");
    expect(error.message).toContain(file);
    expect(error.message).toContain("DATA_DIR");
    expect(error.message).toContain(words);
  });

  it("leaves a file that is no database as it is", async () => {
    const file = newFile();
    const text = "Dear diary. ".repeat(500);
    await writeFile(file, text);
    await failureOf(open(file));
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("says so when the folder may not be written to", () => {
    const refused = Object.assign(new Error("refused"), { code: "EACCES" }); // nothing refuses root, as whom tests may run
    expect(describeTrouble(refused)).toContain("may not be written to");
  });

  it("says so when another program keeps the file locked", async () => {
    const file = newFile();
    const other = new KeyvSqlite({ uri: `sqlite://${file}` });
    await other.query("BEGIN EXCLUSIVE");
    const error = await failureOf(open(file));
    expect(error.message).toContain("another program keeps it locked");
    await other.disconnect();
  });
});

describe("what cannot be read", () => {
  it.each([
    ["cut off", `{"value":{"version":1,"turns":[`],
    ["of a newer version", `{"value":{"version":3,"turns":[]}}`],
    ["of the version but not its form", `{"value":{"version":2,"turns":[]}}`],
    ["of an unknown speaker", `{"value":{"version":1,"turns":[{"role":"system","text":"x"}]}}`],
    ["null", "null"],
    ["without a value", "{}"],
    ["empty", ""],
    ["no text", Buffer.from([1, 2, 3])],
    ["missing", null],
  ])("is not empty, not written over, and no other channel's trouble: a row that is %s", async (_, row) => {
    const file = newFile();
    await using store = await open(file);
    await store.append(CATS, exchange("one"), 0);
    await store.append(DOGS, exchange("dogs"), 0);
    await tamper(file, "UPDATE keyv SET value = ? WHERE key LIKE '%:2'", row);

    expect((await failureOf(store.load(CATS))).code).toBe("unreadable");
    const error = await failureOf(store.append(CATS, exchange("two"), 0));
    expect(error.code).toBe("unreadable");
    expect(error.message).toContain(file);
    expect((await failureOf(store.load(CATS))).code).toBe("unreadable");
    expect(await store.load(DOGS)).toEqual(exchange("dogs"));

    expect((await failureOf(store.find(CATS, "m1"))).code).toBe("unreadable");
    expect((await failureOf(store.forgetPerson(CATS, "discord:1"))).code).toBe("unreadable");
    expect((await failureOf(store.move(CATS, DOGS))).code).toBe("unreadable");
    expect((await failureOf(store.move(DOGS, CATS))).code).toBe("unreadable");
    expect(await store.load(DOGS)).toEqual(exchange("dogs"));
    expect((await failureOf(store.load(CATS))).code).toBe("unreadable");
  });

  it("is removed when a person asks for that", async () => {
    const file = newFile();
    const log = createCapturedLog();
    await using store = await open(file, log);
    await store.append(CATS, exchange("one"), 0);
    await tamper(file, "UPDATE keyv SET value = '{'");
    expect(await store.clear(CATS)).toBe(0);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
    expect(await store.load(CATS)).toEqual([]);
  });

  it("is told as a failure of the call when the table is gone", async () => {
    const file = newFile();
    await using store = await open(file);
    await tamper(file, "DROP TABLE keyv");
    expect((await failureOf(store.load(CATS))).code).toBe("unreadable");
    expect((await failureOf(store.append(CATS, exchange("one"), 0))).code).toBe("unreadable");
    expect((await failureOf(store.clear(CATS))).code).toBe("unwritable");
  });
});

describe("what cannot be written", () => {
  it("is told, changes nothing, and can be written later", async () => {
    const file = newFile();
    await using store = await open(file);
    await store.append(CATS, exchange("one"), 0);
    await tamper(file, "CREATE TRIGGER full BEFORE UPDATE ON keyv BEGIN SELECT RAISE(FAIL, 'no room'); END");
    expect((await failureOf(store.append(CATS, exchange("two"), 0))).code).toBe("unwritable");
    expect(await store.load(CATS)).toEqual(exchange("one"));
    await tamper(file, "DROP TRIGGER full");
    await store.append(CATS, exchange("three"), 0);
    expect(await store.load(CATS)).toEqual([...exchange("one"), ...exchange("three")]);
  });
});

/** Everything that stands in the database's files, the one beside it included. */
async function filesOf(file: string): Promise<string> {
  const parts = await Promise.all([file, `${file}-wal`].map((path) => readFile(path, "latin1")));
  return parts.join("");
}

it("leaves no word of what was forgotten in its files", async () => {
  const file = newFile();
  await using store = await open(file);
  const pages = "and so on ".repeat(2_000);
  for (const channel of [CATS, DOGS]) {
    await store.append(channel, exchange(`the secret of ${channel}`, pages), 0, ANN);
    await store.append(channel, exchange("harmless", pages), 0, { ...ANN, person: "discord:2" });
  }
  expect(await filesOf(file)).toContain("the secret of");
  await store.erase(CATS);
  await store.forgetPerson(DOGS, ANN.person);
  expect(await filesOf(file)).not.toContain("the secret of");
  expect(await store.load(DOGS)).toEqual(exchange("harmless", pages));
});

describe("what an earlier version stored", () => {
  const VERSION_1 = JSON.stringify({
    value: {
      version: 1,
      turns: [
        { role: "user", speaker: "Ann", text: "one" },
        { role: "user", speaker: "Bob", text: "and two?" },
        { role: "assistant", text: "about both" },
        { role: "user", speaker: "", text: "::three" },
        { role: "assistant", text: "about three" },
      ],
    },
  });
  const TURNS = [
    { role: "user", speaker: "Ann", text: "one" },
    { role: "user", speaker: "Bob", text: "and two?" },
    { role: "assistant", text: "about both" },
    { role: "user", speaker: "", text: ":three" },
    { role: "assistant", text: "about three" },
  ];

  async function openVersion1() {
    const file = newFile();
    await (await open(file))[Symbol.asyncDispose]();
    await tamper(file, "INSERT INTO keyv VALUES ('history:discord:1:2', ?)", VERSION_1);
    return { file, store: await open(file) };
  }

  it("is read as it was", async () => {
    const { store } = await openVersion1();
    expect(await store.load(CATS)).toEqual(TURNS);
    expect(await store.find(CATS, "m1")).toBeNull();
    expect(await store.forgetPerson(CATS, ANN.person)).toBe(0);
    expect(await store.load(CATS)).toEqual(TURNS);
    await store[Symbol.asyncDispose]();
  });

  it("is added to, answered anew and stored in today's form", async () => {
    const { file, store } = await openVersion1();
    await store.append(CATS, exchange("three"), 2, ANN);
    await store[Symbol.asyncDispose]();
    await using again = await open(file);
    expect(await again.load(CATS)).toEqual([...TURNS.slice(0, 3), ...exchange("three")]);
    expect(await again.find(CATS, ANN.messageId)).toEqual({ answer: "about three", isLast: true });
    expect(await filesOf(file)).not.toContain('"version":1');
    expect(await again.forgetPerson(CATS, ANN.person)).toBe(2);
    expect(await again.clear(CATS)).toBe(3);
    expect(await again.restore(CATS)).toBe(3);
    expect(await again.load(CATS)).toEqual(TURNS.slice(0, 3));
  });
});

it("remembers over a restart who asked and what, but not what was cleared", async () => {
  const file = newFile();
  const store = await open(file);
  await store.append(CATS, exchange("one"), 0, ANN);
  await store.append(DOGS, exchange("two"), 0, ANN);
  await store.clear(DOGS);
  await store[Symbol.asyncDispose]();
  await using again = await open(file);
  expect(await again.find(CATS, ANN.messageId)).toEqual({ answer: "about one", isLast: true });
  expect(await again.forgetPerson(CATS, ANN.person)).toBe(2);
  expect(await again.restore(DOGS)).toBe(0);
});

it("doubles nothing when it is interrupted while a channel gets another name", async () => {
  const file = newFile();
  await using store = await open(file);
  await store.append(CATS, exchange("one"), 0);
  await store.append(DOGS, exchange("two"), 0);
  await tamper(file, "CREATE TRIGGER halt BEFORE DELETE ON keyv BEGIN SELECT RAISE(FAIL, 'halt'); END");
  await failureOf(store.move(CATS, DOGS));
  await tamper(file, "DROP TRIGGER halt");
  await store.move(CATS, DOGS);
  expect(await store.load(CATS)).toEqual([]);
  expect(await store.load(DOGS)).toEqual([...exchange("one"), ...exchange("two")]);
});

it("keeps what was cleared for another try when it cannot be put back", async () => {
  const file = newFile();
  await using store = await open(file);
  await store.append(CATS, exchange("one"), 0);
  await store.clear(CATS);
  await tamper(file, "CREATE TRIGGER full BEFORE INSERT ON keyv BEGIN SELECT RAISE(FAIL, 'no room'); END");
  expect((await failureOf(store.restore(CATS))).code).toBe("unwritable");
  await tamper(file, "DROP TRIGGER full");
  expect(await store.restore(CATS)).toBe(2);
  expect(await store.load(CATS)).toEqual(exchange("one"));
});

it("forgets what was cleared without being asked, and when it is closed", async () => {
  const clock = createManualClock();
  const store = await open(newFile(), createCapturedLog(), clock);
  for (const channel of [CATS, DOGS]) await store.append(channel, exchange("one"), 0);
  await store.clear(CATS);
  await clock.advance(10 * 60_000);
  expect(clock.sleepers()).toBe(0);
  await store.clear(DOGS);
  expect(clock.sleepers()).toBe(1);
  await store[Symbol.asyncDispose]();
  expect(clock.sleepers()).toBe(0);
});

it("gives back any text unchanged", async () => {
  await using store = await open(newFile());
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), async (speaker, text) => {
      await store.append(CATS, [{ role: "user", speaker, text: `${text}\ud800\u0000` }], 0);
      expect((await store.load(CATS)).at(-1)).toEqual({ role: "user", speaker, text: `${text}\ud800\u0000` });
    }),
    { seed: 42, numRuns: 40 },
  );
});

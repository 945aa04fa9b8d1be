import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ChannelId, channelId } from "../../../src/core/chat.ts";
import { openKeyvHistory } from "../../../src/core/history/keyv-history.ts";
import type { Inbox, InboxEntry } from "../../../src/core/inbox/inbox.ts";
import { openKeyvInbox } from "../../../src/core/inbox/keyv-inbox.ts";
import { exchange } from "../../contracts/history-store.ts";
import { entry, inboxContract } from "../../contracts/inbox.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";

const CATS = channelId("discord", "1", "2");
const DOGS = channelId("discord", "1", "3");
const CHANNELS = [CATS, DOGS, channelId("telegram", "-1002"), channelId("web", "a b%:ü")];
const DAY = 24 * 60 * 60_000;
const TODAY = Date.UTC(2026, 6, 14, 12);

let folder: string;
let files = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-inbox-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function newFile(): string {
  files++;
  return join(folder, `inbox-${files}.sqlite`);
}

function open(file: string, log = createCapturedLog(), date = () => TODAY): Promise<Inbox> {
  return openKeyvInbox({ file, log, date });
}

/** Does something to the file behind the inbox's back. */
async function tamper(file: string, sql: string, ...values: unknown[]): Promise<unknown> {
  const store = new KeyvSqlite({ uri: `sqlite://${file}` });
  const rows: unknown = await store.query(sql, ...values);
  await store.disconnect();
  return rows;
}

const ids = (entries: readonly InboxEntry[]) => entries.map(({ messageId }) => messageId);

inboxContract("openKeyvInbox", async () => openKeyvInbox({ file: newFile(), log: createCapturedLog() }));

it("is the same over a restart, also what was not waited for", async () => {
  const file = newFile();
  const inbox = await open(file);
  const full = entry("m2", {
    channel: DOGS,
    direct: true,
    language: "zh",
    preface: "“引用”",
    words: [
      { messageId: "m1", text: "\u0000\ud83d" },
      { messageId: "m2", text: "::" },
    ],
    place: `{"chat":-1}`,
    acceptedAt: TODAY,
    replaces: 2,
    parts: ["p1", "p2"],
    posting: true,
  });
  const unawaited = [
    inbox.put(entry("m9", { acceptedAt: TODAY })),
    inbox.put(full),
    inbox.put(entry("m3", { channel: DOGS, acceptedAt: TODAY })),
  ];
  await inbox[Symbol.asyncDispose]();
  await Promise.all(unawaited);

  await using again = await open(file);
  expect(again.get(DOGS, "m2")).toEqual(full);
  expect(again.find(DOGS, "m1")).toEqual(full);
  expect(ids(again.open("discord"))).toEqual(["m9", "m2", "m3"]);
  await again.put(entry("m0", { acceptedAt: TODAY }));
  expect(ids(again.open("discord"))).toEqual(["m9", "m2", "m3", "m0"]);
});

it("keeps the order of acceptance over a restart, whatever the machine's clock did", async () => {
  const file = newFile();
  const inbox = await open(file);
  for (const id of ["m1", "m2"]) await inbox.put(entry(id, { acceptedAt: TODAY }));
  await inbox.put(entry("m3", { acceptedAt: TODAY - DAY }));
  await inbox.put(entry("m1", { acceptedAt: TODAY - DAY }));
  await inbox.put(entry("m4", { acceptedAt: TODAY - 2 * DAY }));
  await inbox[Symbol.asyncDispose]();

  await using again = await open(file);
  expect(ids(again.open("discord"))).toEqual(["m2", "m3", "m1", "m4"]);
  await again.put(entry("m5", { acceptedAt: TODAY - 3 * DAY }));
  expect(ids(again.open("discord"))).toEqual(["m2", "m3", "m1", "m4", "m5"]);
});

it("lives in one file with the history, and neither disturbs the other", async () => {
  const file = newFile();
  const log = createCapturedLog();
  await using history = await openKeyvHistory({ file, clock: createManualClock(), log });
  await using inbox = await open(file);
  const messages = Array.from({ length: 30 }, (_, index) => `m${index}`);
  await Promise.all(messages.flatMap((id) => [inbox.put(entry(id)), history.append(CATS, exchange(id), 0)]));
  expect(await history.load(CATS)).toHaveLength(60);
  expect(ids(inbox.open("discord"))).toEqual(messages);
  await history.erase(CATS);
  await inbox[Symbol.asyncDispose]();
  await using again = await open(file);
  expect(ids(again.open("discord"))).toEqual(messages);
});

describe("what is done", () => {
  it("is forgotten a day after it was accepted, what is open never", async () => {
    const file = newFile();
    let now = TODAY;
    const inbox = await open(file, createCapturedLog(), () => now);
    await inbox.put(entry("open", { acceptedAt: now }));
    await inbox.put(entry("done", { acceptedAt: now, state: "done" }));
    now += DAY - 1;
    await inbox.put(entry("new", { acceptedAt: now, state: "done" }));
    expect(inbox.get(CATS, "done")).not.toBeNull();
    now += 1;
    await inbox.put(entry("newer", { acceptedAt: now, state: "done" }));
    expect(inbox.get(CATS, "done")).toBeNull();
    expect(inbox.get(CATS, "new")).not.toBeNull();
    await inbox[Symbol.asyncDispose]();

    now += 7 * DAY;
    await using again = await open(file, createCapturedLog(), () => now);
    expect(ids(again.channels("discord"))).toEqual(["open"]);
    expect(await tamper(file, "SELECT key FROM keyv")).toHaveLength(1);
  });

  it("is remembered for a while longer when the date has gone back", async () => {
    let now = TODAY;
    await using inbox = await open(newFile(), createCapturedLog(), () => now);
    await inbox.put(entry("m1", { acceptedAt: now, state: "done" }));
    now -= 365 * DAY;
    await inbox.put(entry("m2", { acceptedAt: now, state: "done" }));
    expect(inbox.get(CATS, "m1")).not.toBeNull();
    expect(inbox.latest(CATS)?.messageId).toBe("m2");
  });

  it("is forgotten when 2,000 newer ones are done, what is open never", async () => {
    const file = newFile();
    await (await open(file))[Symbol.asyncDispose]();
    const rows = Array.from({ length: 2_002 }, (_, index) => ({
      version: 1,
      entry: entry(`m${index}`, { acceptedAt: TODAY, state: index === 0 ? "open" : "done" }),
    })).map((value, index) => [`inbox:${index + 1}`, JSON.stringify({ value })]);
    await tamper(
      file,
      "INSERT INTO keyv SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)",
      JSON.stringify(rows),
    );
    await using inbox = await open(file);
    expect(["m0", "m1", "m2"].map((id) => inbox.get(CATS, id) !== null)).toEqual([true, false, true]);
    await inbox.put(entry("new", { acceptedAt: TODAY, state: "done" }));
    expect(["m0", "m2", "m3"].map((id) => inbox.get(CATS, id) !== null)).toEqual([true, false, true]);
  });
});

describe("a row that cannot be read", () => {
  const readable = { version: 1, entry: entry("m1", { acceptedAt: TODAY }) };

  it.each([
    ["cut off", `{"value":{"version":1,"entry":{`],
    ["of a newer version", JSON.stringify({ value: { ...readable, version: 2 } })],
    ["without words", JSON.stringify({ value: { ...readable, entry: { ...readable.entry, words: [] } } })],
    [
      "of no channel",
      JSON.stringify({ value: { ...readable, entry: { ...readable.entry, channel: "irc:1" } } }),
    ],
    [
      "of a channel that is no encoding",
      JSON.stringify({ value: { ...readable, entry: { ...readable.entry, channel: "web:%" } } }),
    ],
    ["null", "null"],
    ["empty", ""],
    ["no text", Buffer.from([1, 2, 3])],
    ["missing", null],
  ])("is told, left as it is and no other's trouble: %s", async (_, value) => {
    const file = newFile();
    const inbox = await open(file);
    await inbox.put(entry("m1", { acceptedAt: TODAY }));
    await inbox[Symbol.asyncDispose]();
    await tamper(file, "INSERT INTO keyv VALUES ('inbox:7', ?), ('inbox:x', '{}')", value);

    const log = createCapturedLog();
    await using again = await open(file, log);
    expect(log.lines.map(({ level }) => level)).toEqual(["error"]);
    expect(log.lines[0]?.fields).toMatchObject({ count: 2, keys: ["7", "x"] });
    expect(ids(again.open("discord"))).toEqual(["m1"]);
    await again.put(entry("m2"));
    await again.put(entry("m1", { acceptedAt: TODAY, state: "done" }));
    await again.forget(CATS);
    expect(again.get(CATS, "m1")).toBeNull();
    const rows = await tamper(file, "SELECT key, value FROM keyv WHERE key IN ('inbox:7', 'inbox:x')");
    expect(rows).toEqual([
      { key: "inbox:7", value },
      { key: "inbox:x", value: "{}" },
    ]);
  });
});

describe("what cannot be stored", () => {
  const FULL = "BEFORE INSERT ON keyv BEGIN SELECT RAISE(FAIL, 'no room'); END";

  it("is told and taken back, and can be stored later", async () => {
    const file = newFile();
    await using inbox = await open(file);
    await inbox.put(entry("m1"));
    await tamper(file, `CREATE TRIGGER full ${FULL}`);
    await expect(inbox.put(entry("m2"))).rejects.toMatchObject({ code: "unwritable" });
    await expect(inbox.put(entry("m1", { parts: ["p1"] }))).rejects.toThrow(file);
    expect(ids(inbox.open("discord"))).toEqual(["m1"]);
    expect(inbox.get(CATS, "m1")?.parts).toEqual([]);
    await tamper(file, "DROP TRIGGER full");
    await inbox.put(entry("m2"));
    await inbox.put(entry("m1", { parts: ["p1"] }));
    expect(ids(inbox.open("discord"))).toEqual(["m1", "m2"]);
    expect(inbox.get(CATS, "m1")?.parts).toEqual(["p1"]);
  });

  it("comes back when it was to be removed", async () => {
    const file = newFile();
    await using inbox = await open(file);
    await inbox.put(entry("m1", { state: "done" }));
    await tamper(file, "CREATE TRIGGER halt BEFORE DELETE ON keyv BEGIN SELECT RAISE(FAIL, 'halt'); END");
    const [first, second] = [inbox.forget(CATS), inbox.forget(CATS)];
    expect(inbox.get(CATS, "m1")).toBeNull();
    await expect(first).rejects.toMatchObject({ code: "unwritable" });
    await second;
    expect(inbox.get(CATS, "m1")).not.toBeNull();
    await tamper(file, "DROP TRIGGER halt");
    await inbox.forget(CATS);
    expect(inbox.get(CATS, "m1")).toBeNull();
  });

  it("never takes back what was changed since", async () => {
    const file = newFile();
    await using inbox = await open(file);
    await tamper(file, `CREATE TRIGGER full ${FULL.replace("BEGIN", "WHEN NEW.value LIKE '%bad%' BEGIN")}`);
    const results = await Promise.allSettled([
      inbox.put(entry("m1", { preface: "bad" })),
      inbox.put(entry("m1", { preface: "good" })),
      inbox.put(entry("m1", { preface: "bad again" })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
    expect(inbox.get(CATS, "m1")?.preface).toBe("good");
  });
});

it("leaves no word of what was forgotten in its files", async () => {
  const file = newFile();
  await using inbox = await open(file);
  await inbox.put(entry("m1", { preface: "a secret", state: "done", acceptedAt: TODAY }));
  const filesNow = async () => (await readFile(file, "latin1")) + (await readFile(`${file}-wal`, "latin1"));
  expect(await filesNow()).toContain("a secret");
  await inbox.forget(CATS);
  expect(await filesNow()).not.toContain("a secret");
});

it("does what a plain list would, whatever comes in whatever order, over restarts", async () => {
  type Act = (list: InboxEntry[], inbox: Inbox) => Promise<void>;
  const channel = fc.constantFrom(...CHANNELS);
  const messageId = fc.constantFrom("m1", "m2", "m3", "m4");
  const at = (list: InboxEntry[], channel: ChannelId, messageId: string) =>
    list.findIndex((one) => one.channel === channel && one.messageId === messageId);

  const put = fc
    .tuple(
      channel,
      messageId,
      fc.constantFrom("open", "done"),
      fc.constantFrom("discord:1", "discord:2"),
      fc.string(),
    )
    .map(([channel, messageId, state, id, preface]): Act => async (list, inbox) => {
      const one = entry(messageId, {
        channel,
        state,
        preface,
        asker: { id, name: "Ann" },
        acceptedAt: TODAY,
      });
      const index = at(list, channel, messageId);
      list.splice(index < 0 ? list.length : index, 1, one);
      await inbox.put(one);
    });
  const forget = fc
    .tuple(channel, fc.constantFrom(undefined, "discord:1" as const))
    .map(([channel, person]): Act => async (list, inbox) => {
      const meant = (one: InboxEntry) =>
        one.channel === channel && one.state === "done" && (!person || one.asker.id === person);
      list.splice(0, list.length, ...list.filter((one) => !meant(one)));
      await inbox.forget(channel, person);
    });
  const acts = fc.array(fc.oneof({ weight: 3, arbitrary: put }, { weight: 1, arbitrary: forget }), {
    maxLength: 20,
    size: "max",
  });

  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 4 }), async (runs) => {
      const file = newFile();
      const list: InboxEntry[] = [];
      for (const run of runs) {
        await using inbox = await open(file);
        const expectSame = () => {
          for (const one of list) expect(inbox.get(one.channel, one.messageId)).toEqual(one);
          const all = inbox.open("discord");
          expect(all).toEqual(
            list.filter((one) => one.channel.startsWith("discord:") && one.state === "open"),
          );
          for (const channel of CHANNELS)
            expect(inbox.latest(channel)).toEqual(list.findLast((one) => one.channel === channel) ?? null);
        };
        expectSame();
        for (const act of run) await act(list, inbox);
        expectSame();
      }
    }),
    { seed: 42, numRuns: 40 },
  );
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { openKeyvInbox } from "../../../src/core/inbox/keyv-inbox.ts";
import { openKeyvSettings } from "../../../src/core/settings/keyv-settings.ts";
import { NOTHING_SET } from "../../../src/core/settings/settings-store.ts";
import { settingsStoreContract } from "../../contracts/settings-store.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";

const CATS = channelId("discord", "1");
const DOGS = channelId("telegram", "-1002", "3");
const SECRET = channelId("web", "a b%:ü");

let folder: string;
let files = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-settings-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function newFile(): string {
  files++;
  return join(folder, `settings-${files}.sqlite`);
}

const open = (file: string, log = createCapturedLog()) => openKeyvSettings({ file, log });

/** Does something to the file behind the store's back. */
async function tamper(file: string, sql: string, ...values: unknown[]): Promise<unknown> {
  const store = new KeyvSqlite({ uri: `sqlite://${file}` });
  const rows: unknown = await store.query(sql, ...values);
  await store.disconnect();
  return rows;
}

settingsStoreContract("openKeyvSettings", () => open(newFile()));

it("is the same over a restart, also what can be undone and what was not waited for", async () => {
  const file = newFile();
  const store = await open(file);
  const all = {
    persona: "“你是海盗。”\n\u0000",
    answerTokens: 16,
    temperature: 0,
    language: "zh",
    alwaysOn: false,
    folders: ["public", "."],
  } as const;
  const unawaited = [
    store.change(SECRET, all),
    store.change(DOGS, { temperature: 1 }),
    store.change(DOGS, { temperature: 2 }),
  ];
  await store[Symbol.asyncDispose]();
  await Promise.all(unawaited);

  await using again = await open(file);
  expect(again.own(SECRET)).toEqual(all);
  expect(again.own(CATS)).toEqual(NOTHING_SET);
  expect(await again.undo(DOGS)).toBe(true);
  await again[Symbol.asyncDispose]();

  await using third = await open(file);
  expect(third.own(DOGS).temperature).toBe(1);
  expect(await third.undo(DOGS)).toBe(false);
});

it("lives in one file with the inbox, and leaves no row behind where nothing is set", async () => {
  const file = newFile();
  await using inbox = await openKeyvInbox({ file, log: createCapturedLog() });
  await using store = await open(file);
  await store.change(CATS, { temperature: 1 });
  await store.undo(CATS);
  await store.change(DOGS, { temperature: 1 });
  await store.erase(DOGS);
  await store.change(DOGS, { temperature: 1 });
  await store.move(DOGS, CATS);
  expect(await tamper(file, "SELECT key FROM keyv")).toEqual([{ key: `settings:${CATS}` }]);
  expect(inbox.channels("discord")).toEqual([]);
});

describe("a row that cannot be read", () => {
  const settings = { ...NOTHING_SET, temperature: 1 };
  const readable = { version: 1, settings, before: null };

  it.each([
    ["cut off", `{"value":{"version":1`],
    ["of a newer version", JSON.stringify({ value: { ...readable, version: 2 } })],
    ["out of bounds", JSON.stringify({ value: { ...readable, settings: { ...settings, temperature: 3 } } })],
    [
      "too long",
      JSON.stringify({ value: { ...readable, settings: { ...settings, persona: "x".repeat(1001) } } }),
    ],
    ["null", "null"],
    ["empty", ""],
    ["missing", null],
  ])("is told, keeps documents from people and is no other's trouble: %s", async (_, value) => {
    const file = newFile();
    const store = await open(file);
    await store.change(CATS, { temperature: 1 });
    await store[Symbol.asyncDispose]();
    await tamper(file, `INSERT INTO keyv VALUES ('settings:${SECRET}', ?), ('settings:irc:1', '{}')`, value);

    const log = createCapturedLog();
    await using again = await open(file, log);
    expect(log.lines.map(({ level }) => level)).toEqual(["error"]);
    expect(log.lines[0]?.fields).toMatchObject({ count: 2 });
    expect(JSON.stringify(log.lines)).not.toContain("a%20b");
    expect(again.own(CATS).temperature).toBe(1);
    expect(again.of(SECRET, CATS)).toEqual({ ...NOTHING_SET, temperature: 1, folders: [] });
    expect(await tamper(file, "SELECT value FROM keyv WHERE key = ?", `settings:${SECRET}`)).toEqual([
      { value },
    ]);

    await again.change(SECRET, { folders: null });
    expect(again.own(SECRET)).toEqual(NOTHING_SET);
  });
});

describe("what cannot be stored", () => {
  it("is told, and changes nothing", async () => {
    const file = newFile();
    await using store = await open(file);
    await store.change(CATS, { temperature: 1 });
    await tamper(file, "CREATE TRIGGER full BEFORE INSERT ON keyv BEGIN SELECT RAISE(FAIL, 'no room'); END");
    await expect(store.change(CATS, { temperature: 2 })).rejects.toMatchObject({ code: "unwritable" });
    await expect(store.move(CATS, DOGS)).rejects.toThrow(file);
    expect(store.own(CATS).temperature).toBe(1);
    expect(store.own(DOGS)).toEqual(NOTHING_SET);
    await tamper(file, "DROP TRIGGER full");
    await store.change(CATS, { temperature: 2 });
    await store.undo(CATS);
    expect(store.own(CATS).temperature).toBe(1);
  });

  it("is one channel more than there is room for; those that are there can be changed", async () => {
    const file = newFile();
    await (await open(file))[Symbol.asyncDispose]();
    const value = { version: 1, settings: { ...NOTHING_SET, temperature: 1 }, before: null };
    const rows = Array.from({ length: 5_000 }, (_, index) => `settings:telegram:${index}`);
    await tamper(
      file,
      "INSERT INTO keyv SELECT value, ? FROM json_each(?)",
      JSON.stringify({ value }),
      JSON.stringify(rows),
    );
    await using store = await open(file);
    await expect(store.change(CATS, { temperature: 1 })).rejects.toMatchObject({ code: "unwritable" });
    expect(store.own(CATS)).toEqual(NOTHING_SET);
    await store.change(channelId("telegram", "7"), { temperature: 2 });
    await store.erase(channelId("telegram", "8"));
    await store.change(CATS, { temperature: 1 });
  });
});

it("leaves no word of what was erased in its files", async () => {
  const file = newFile();
  await using store = await open(file);
  await store.change(CATS, { persona: "a secret" });
  const filesNow = async () => (await readFile(file, "latin1")) + (await readFile(`${file}-wal`, "latin1"));
  expect(await filesNow()).toContain("a secret");
  await store.erase(CATS);
  expect(await filesNow()).not.toContain("a secret");
});

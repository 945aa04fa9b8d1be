import {
  copyFile,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { setDamagedAside } from "../../../src/core/database/damaged-file.ts";
import { openKeyvHistory } from "../../../src/core/history/keyv-history.ts";
import { exchange } from "../../contracts/history-store.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";

const CATS = channelId("discord", "1", "2");
const NOON = new Date("2026-07-14T12:30:05.678Z");
const ASIDE = "lantern.sqlite.damaged-2026-07-14T12-30-05";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-damaged-"));
  file = join(folder, "lantern.sqlite");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const open = () => openKeyvHistory({ file, clock: createManualClock(), log: createCapturedLog() });

async function fill(): Promise<void> {
  await using history = await open();
  for (let count = 0; count < 20; count++)
    await history.append(channelId("web", `${count}`), exchange(`question ${count}`, "x".repeat(20_000)), 0);
  await history.append(CATS, exchange("one"), 0);
}

async function overwrite(position: number, length: number): Promise<void> {
  await using handle = await openFile(file, "r+");
  await handle.write(Buffer.alloc(length, 0xa5), 0, length, position);
}

describe("a damaged database", () => {
  it.each([
    ["is something else", async () => writeFile(file, "Dear diary. ".repeat(500))],
    ["lost its beginning", async () => overwrite(0, 100)],
    ["has another's page in its beginning", async () => overwrite(100, 3_000)],
    ["has nonsense in the middle", async () => overwrite(4096 * 3, 4096 * 4)],
    ["was cut off", async () => truncate(file, 4096 * 20)],
  ])("is moved aside whole, and a new one can begin: one that %s", async (_, damage) => {
    await fill();
    await damage();
    const bytes = await readFile(file);

    const sentence = await setDamagedAside(file, NOON);
    expect(sentence).toContain(file);
    expect(sentence).toContain(join(folder, ASIDE));
    expect((await readFile(join(folder, ASIDE))).equals(bytes)).toBe(true);
    expect(await setDamagedAside(file, NOON)).toBeNull();

    await using history = await open();
    expect(await history.load(CATS)).toEqual([]);
    await history.append(CATS, exchange("two"), 0);
    expect(await history.load(CATS)).toEqual(exchange("two"));
  });

  it("takes along what stood beside it, also when nothing else is left of it", async () => {
    await writeFile(file, "");
    await writeFile(`${file}-wal`, "the newest words");
    expect(await setDamagedAside(file, NOON)).not.toBeNull();
    expect(await readFile(join(folder, `${ASIDE}-wal`), "utf8")).toBe("the newest words");
    await rm(join(folder, ASIDE));
    await writeFile(`${file}-wal`, "and others");
    expect(await setDamagedAside(file, NOON)).not.toBeNull();
    expect((await readdir(folder)).toSorted()).toEqual([`${ASIDE}-2-wal`, `${ASIDE}-wal`]);
  });

  it("never takes the place of another one", async () => {
    for (const words of ["first", "second", "third"]) {
      await writeFile(file, `${words} `.repeat(200));
      await setDamagedAside(file, NOON);
    }
    for (const [name, words] of [
      [ASIDE, "first"],
      [`${ASIDE}-2`, "second"],
      [`${ASIDE}-3`, "third"],
    ] as const)
      expect(await readFile(join(folder, name), "utf8")).toContain(words);
  });
});

describe("a database that is not damaged", () => {
  it("stays where it is, with all that is in it", async () => {
    await fill();
    expect(await setDamagedAside(file)).toBeNull();
    await using history = await open();
    expect(await history.load(CATS)).toEqual(exchange("one"));
  });

  it("stays when its last run was killed, and nothing of it is lost", async () => {
    const source = await open();
    await source.append(CATS, exchange("one"), 0);
    const copy = join(folder, "copy.sqlite");
    for (const part of ["", "-wal"]) await copyFile(file + part, copy + part);
    await source[Symbol.asyncDispose]();
    expect(await setDamagedAside(copy)).toBeNull();
    file = copy;
    await using history = await open();
    expect(await history.load(CATS)).toEqual(exchange("one"));
  });

  it("is one that is not there, or empty, or a folder", async () => {
    expect(await setDamagedAside(file)).toBeNull();
    expect(await readdir(folder)).toEqual([]);
    await writeFile(file, "");
    expect(await setDamagedAside(file)).toBeNull();
    await rm(file);
    await mkdir(file);
    expect(await setDamagedAside(file)).toBeNull();
  });

  it("is one that another program keeps locked", async () => {
    await fill();
    const other = new KeyvSqlite({ uri: `sqlite://${file}` });
    await other.query("PRAGMA journal_mode=DELETE");
    await other.query("BEGIN EXCLUSIVE");
    expect(await setDamagedAside(file)).toBeNull();
    await other.disconnect();
  });
});

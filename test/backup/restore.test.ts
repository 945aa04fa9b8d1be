import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backUp } from "../../src/backup/back-up.ts";
import { restore } from "../../src/backup/restore.ts";
import { lockDataDir } from "../../src/data-lock.ts";
import { openPlace, type Place, rowsIn } from "./place.ts";

const NOW = new Date("2026-03-04T05:06:07.890Z");
const KEPT = "lantern.sqlite.before-restore-2026-03-04-05-06-07";

let place: Place;
let saved: string;
beforeEach(async () => {
  place = await openPlace();
  saved = join(place.root, "saved.sqlite");
});
afterEach(() => place[Symbol.asyncDispose]());

const save = () => backUp({ dataDir: place.dataDir, target: saved, now: NOW });
const putBack = (source = saved, userId = process.getuid?.()) =>
  restore({ dataDir: place.dataDir, source, now: NOW, userId });

/** The last words that the database `file` holds for a key. */
async function wordsIn(file: string): Promise<string | undefined> {
  return (await rowsIn(file))["history:web:1"];
}

describe("restoring", () => {
  it("brings back what was saved and keeps what was there", async () => {
    await place.remember("web:1", "before");
    await save();
    await place.remember("web:1", "after");

    const kept = await putBack();

    expect(kept).toBe(join(place.dataDir, KEPT));
    expect(await wordsIn(place.database)).toContain("before");
    expect(await wordsIn(join(place.dataDir, KEPT))).toContain("after");
    expect((await stat(place.database)).mode & 0o777).toBe(0o600);
  });

  it("leaves a folder that the bot goes on with", async () => {
    await place.remember("web:1", "before");
    await save();
    await putBack();
    await place.remember("web:2", "and on it goes");
    expect(Object.keys(await rowsIn(place.database))).toEqual(["history:web:1", "history:web:2"]);
  });

  it("works where nothing is yet, as on a new machine", async () => {
    await place.remember("web:1", "before");
    await save();
    const elsewhere = join(place.root, "new", "data");
    const kept = await restore({ dataDir: elsewhere, source: saved, now: NOW, userId: process.getuid?.() });
    expect(kept).toBeNull();
    expect(await wordsIn(join(elsewhere, "lantern.sqlite"))).toContain("before");
  });

  it("keeps every one of several in the same second", async () => {
    await place.remember("web:1", "before");
    await save();
    await putBack();
    await place.remember("web:1", "second");
    expect(await putBack()).toBe(join(place.dataDir, `${KEPT}-2`));
    expect(await wordsIn(join(place.dataDir, `${KEPT}-2`))).toContain("second");
  });

  it("keeps also what a killed bot had not put into its file yet", async () => {
    await place.remember("web:1", "before");
    await save();
    await place.killedBot();
    expect(await readdir(place.dataDir)).toContain("lantern.sqlite-wal");

    await putBack();

    expect(await readdir(place.dataDir)).not.toContain(`${KEPT}-wal`); // it is whole by itself
    expect(await rowsIn(join(place.dataDir, KEPT))).toMatchObject({ "history:a": "1" });
    expect(await rowsIn(place.database)).not.toHaveProperty("history:a");
  });

  it("keeps a damaged database just as it is", async () => {
    await place.remember("web:1", "before");
    await save();
    const garbage = "no database any more ".repeat(500);
    await writeFile(place.database, garbage);
    await putBack();
    expect(await readFile(join(place.dataDir, KEPT), "utf8")).toBe(garbage);
    expect(await wordsIn(place.database)).toContain("before");
  });

  it("keeps what lies beside a damaged one too, and does not let it into the backup", async () => {
    await place.remember("web:1", "before");
    await save();
    await place.killedBot();
    await writeFile(place.database, "no database any more ".repeat(500));
    const waiting = await readFile(`${place.database}-wal`);
    await putBack();
    expect(await readFile(join(place.dataDir, `${KEPT}-wal`))).toEqual(waiting);
    expect(Object.keys(await rowsIn(place.database))).toEqual(["history:web:1"]);
  });

  it("drops what the engine had parked, since that is of other conversations", async () => {
    await place.remember("web:1", "before");
    await save();
    await mkdir(join(place.dataDir, "states"));
    await writeFile(join(place.dataDir, "states", "one"), "x");
    await putBack();
    expect(await readdir(place.dataDir)).not.toContain("states");
  });

  it("is refused while a bot runs on the folder, and changes nothing", async () => {
    await place.remember("web:1", "before");
    await save();
    await place.remember("web:1", "after");
    const bot = await lockDataDir(place.dataDir);
    await expect(putBack()).rejects.toThrow(/Another Lantern .* already uses the folder/);
    await bot[Symbol.asyncDispose]();
    expect(await wordsIn(place.database)).toContain("after");
    expect((await readdir(place.dataDir)).filter((name) => name.includes("restor"))).toEqual([]);
  });

  it.each([
    ["is not there", null, /it is not there/],
    ["is no database", "hello ".repeat(1000), /damaged, or no database/],
    ["is empty, as a backup that was killed leaves it", "", /damaged, or no backup of Lantern/],
  ])("of a file that %s is refused", async (_what, text, sentence) => {
    await place.remember("web:1", "before");
    if (text !== null) await writeFile(saved, text);
    await expect(putBack()).rejects.toThrow(sentence);
    expect(await wordsIn(place.database)).toContain("before");
  });

  it("of the database itself is refused", async () => {
    await place.remember("web:1", "before");
    await expect(putBack(place.database)).rejects.toThrow(/is the database itself/);
    expect(await wordsIn(place.database)).toContain("before");
  });

  it("by somebody else than the folder's owner is refused, since the bot could not read it any more", async () => {
    await place.remember("web:1", "before");
    await save();
    const { uid } = await stat(place.dataDir);
    await expect(putBack(saved, uid + 1)).rejects.toThrow(`sudo -u "#${uid}"`);
  });
});

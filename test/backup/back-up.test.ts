import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backUp } from "../../src/backup/back-up.ts";
import { openPlace, type Place, rowsIn } from "./place.ts";

const NOW = new Date("2026-03-04T05:06:07.890Z");

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place[Symbol.asyncDispose]());

const save = (target?: string) => backUp({ dataDir: place.dataDir, target, now: NOW });

describe("a backup", () => {
  it("holds what was written, in a file that only its owner may read", async () => {
    await place.remember("web:1", "hello");
    const { file, bytes } = await save(join(place.root, "saved.sqlite"));

    expect((await rowsIn(file))["history:web:1"]).toContain("hello");
    const { size, mode } = await stat(file);
    expect(bytes).toBe(size);
    expect(mode & 0o777).toBe(0o600);
  });

  it("is of one moment, while the bot goes on writing", async () => {
    await mkdir(place.dataDir);
    await place.startBot();
    const numbers: number[] = [];
    for (let round = 0; round < 10; round++) {
      const { file } = await save(join(place.root, `${round}.sqlite`));
      const rows = await rowsIn(file);
      expect(rows["history:a"]).toBe(rows["history:b"]);
      numbers.push(Number(rows["history:a"]));
    }
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.at(-1)).toBeGreaterThan(numbers.at(0) ?? 0); // it was not held up
  });

  it("goes to a folder of its own in DATA_DIR when nobody says where, with the date in its name", async () => {
    await place.remember("web:1", "hello");
    const { file } = await save();
    expect(file).toBe(join(place.dataDir, "backups", "lantern-2026-03-04-05-06-07.sqlite"));
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
  });

  it("goes into a folder that is named, also into one that is not there yet", async () => {
    await place.remember("web:1", "hello");
    expect(dirname((await save(place.root)).file)).toBe(place.root);
    expect(basename((await save(join(place.root, "new/"))).file)).toBe("lantern-2026-03-04-05-06-07.sqlite");
  });

  it("never takes the place of a file", async () => {
    await place.remember("web:1", "hello");
    const target = join(place.root, "precious");
    await writeFile(target, "mine");
    await expect(save(target)).rejects.toThrow(/precious cannot be written because .* is there already/);
    expect(await readFile(target, "utf8")).toBe("mine");
  });

  it("leaves nothing behind but itself, also after one that was killed", async () => {
    await place.remember("web:1", "hello");
    const folder = join(place.root, "saved");
    await mkdir(folder);
    await writeFile(join(folder, "b.sqlite.part"), "half of one");
    await save(join(folder, "b.sqlite"));
    expect(await readdir(folder)).toEqual(["b.sqlite"]);
  });

  it("of a folder without a database says so, and makes nothing", async () => {
    const target = join(place.root, "b.sqlite");
    await expect(save(target)).rejects.toThrow(/nothing to save; is DATA_DIR right/);
    expect(await readdir(place.root)).toEqual([]);
  });

  it("of a database that holds no conversations is refused", async () => {
    await mkdir(place.dataDir);
    await writeFile(place.database, "");
    await expect(save(join(place.root, "b.sqlite"))).rejects.toThrow(/is damaged/);
    expect(await readdir(place.root)).toEqual(["data"]);
  });

  it("of a damaged database is refused instead of being a damaged backup", async () => {
    await mkdir(place.dataDir);
    await writeFile(place.database, "no database at all ".repeat(500));
    const target = join(place.root, "b.sqlite");
    await expect(save(target)).rejects.toThrow(/cannot be saved .* damaged/);
    expect(await readdir(place.root)).toEqual(["data"]);
  });
});

import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { HistoryError } from "../src/core/errors.ts";
import { lockDataDir } from "../src/data-lock.ts";
import { buildProgram, type Program } from "./fakes/program.ts";

let program: Program;
let folder: string;

beforeAll(async () => {
  program = await buildProgram(new URL("data-lock-holder.ts", import.meta.url));
});

afterAll(async () => program[Symbol.asyncDispose]());

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "lantern-lock-")), "data");
});

afterEach(async () => {
  await rm(join(folder, ".."), { recursive: true, force: true });
});

async function refusal(): Promise<HistoryError> {
  const error: unknown = await lockDataDir(folder).then(
    async (lock) => lock[Symbol.asyncDispose](),
    (error: unknown) => error,
  );
  if (!(error instanceof HistoryError)) throw new Error("expected a HistoryError", { cause: error });
  return error;
}

it("gives a folder to one process, and tells another in one sentence who has it since when", async () => {
  const before = new Date().toISOString().slice(0, 16).replace("T", " ");
  const other = program.start(folder);
  await other.says(/^locked/);
  const { code, message } = await refusal();
  expect(code).toBe("unwritable");
  expect(message).toContain(`process ${other.pid}, since ${before.slice(0, 10)}`);
  expect(message).toContain(folder);
  expect(message).toContain("DATA_DIR");
  expect(message).not.toContain("\n");
  await other.kill();
});

it("gives it to the next one as soon as the first is killed", async () => {
  for (let round = 0; round < 3; round++) {
    const other = program.start(folder);
    await other.says(/^locked/);
    await other.kill();
    const lock = await lockDataDir(folder);
    await lock[Symbol.asyncDispose]();
  }
});

it("gives it to the next one when it is given back, also twice", async () => {
  const lock = await lockDataDir(folder);
  await refusal();
  await Promise.all([lock[Symbol.asyncDispose](), lock[Symbol.asyncDispose]()]);
  await lock[Symbol.asyncDispose]();
  await using again = await lockDataDir(folder);
  expect(again).toBeDefined();
  await refusal();
});

it("is not given up by whoever is refused", async () => {
  const lock = await lockDataDir(folder);
  for (let round = 0; round < 3; round++) await refusal();
  const other = program.start(folder);
  expect(await other.says(/./)).toContain(`process ${process.pid}`);
  await other.kill();
  await lock[Symbol.asyncDispose]();
});

it("is given to exactly one of several that begin at the same time", async () => {
  const runs = Array.from({ length: 4 }, () => program.start(folder));
  const said = await Promise.all(runs.map(async (run) => run.says(/./)));
  expect(said.filter((line) => line === "locked")).toHaveLength(1);
  expect(said.filter((line) => line.includes("already uses the folder"))).toHaveLength(3);
  await Promise.all(runs.map(async (run) => run.kill()));
});

it.each([
  [
    "of a process that runs, but is another program",
    JSON.stringify({ pid: 1, host: "x", since: "2026-07-14T12:00:00Z" }),
  ],
  ["that is cut off", `{"pid":`],
])("pays no heed to a note %s", async (_, note) => {
  await (await lockDataDir(folder))[Symbol.asyncDispose]();
  await writeFile(join(folder, "lock.json"), note);
  const lock = await lockDataDir(folder);
  expect((await refusal()).message).toContain(`process ${process.pid}`);
  await lock[Symbol.asyncDispose]();
});

it("can do without the note", async () => {
  const lock = await lockDataDir(folder);
  await rm(join(folder, "lock.json"));
  expect((await refusal()).message).toMatch(/^Another Lantern already uses the folder/);
  await lock[Symbol.asyncDispose]();
});

it("makes the folder and its files for the bot alone, and leaves nothing that hinders the next", async () => {
  const lock = await lockDataDir(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  await lock[Symbol.asyncDispose]();
  expect(await readdir(folder)).toEqual(["lock.sqlite"]);
});

it("says in one sentence what stands in the way", async () => {
  await writeFile(folder, "");
  expect((await refusal()).message).toContain("a file where a folder should be");
  await rm(folder);
  await (await lockDataDir(folder))[Symbol.asyncDispose]();
  await writeFile(join(folder, "lock.sqlite"), "Dear diary. ".repeat(100));
  expect((await refusal()).message).toContain("damaged");
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { open as openFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { setDamagedAside } from "../../../src/core/database/damaged-file.ts";
import { describeTrouble } from "../../../src/core/database/trouble.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { openKeyvHistory } from "../../../src/core/history/keyv-history.ts";
import { openKeyvInbox } from "../../../src/core/inbox/keyv-inbox.ts";
import { lockDataDir } from "../../../src/data-lock.ts";
import { exchange } from "../../contracts/history-store.ts";
import { entry } from "../../contracts/inbox.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";

const CATS = channelId("discord", "1", "2");
const ANN = { messageId: "m1", person: "discord:1" } as const;
const PAGES = "and so on ".repeat(10_000);

const mountPoint = mkdtempSync(join(tmpdir(), "lantern-disk-"));
const isSmallDisk = mountSmallDisk();
let folder: string;
let file: string;

/** Only root may, and not everywhere; elsewhere the tests that need a disk of their own are left out. */
function mountSmallDisk(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", mountPoint], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

let folders = 0;
beforeEach(() => {
  folder = join(mountPoint, `data-${++folders}`);
  file = join(folder, "lantern.sqlite");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

afterAll(() => {
  // Lazily, since SQLite lets go of a file that it could not open in its own time.
  if (isSmallDisk) execFileSync("umount", ["--lazy", mountPoint]);
  rmSync(mountPoint, { recursive: true });
});

const openHistory = () => openKeyvHistory({ file, clock: createManualClock(), log: createCapturedLog() });
const openInbox = () => openKeyvInbox({ file, log: createCapturedLog() });

async function failureOf(call: Promise<unknown>): Promise<HistoryError> {
  const error: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof HistoryError)) throw new Error("expected a HistoryError", { cause: error });
  return error;
}

/** Takes all the room that is left; resolves with what gives it back. */
async function fillDisk(): Promise<() => Promise<void>> {
  const ballast = join(folder, "ballast");
  await using handle = await openFile(ballast, "w");
  const piece = Buffer.alloc(4096, 1);
  try {
    for (;;) await handle.write(piece);
  } catch (error) {
    expect(describeTrouble(error)).toBe("the disk is full");
  }
  return async () => rm(ballast);
}

describe("a full disk", () => {
  it.runIf(isSmallDisk)(
    "is told by every call, loses nothing, and all goes on when there is room",
    async () => {
      const history = await openHistory();
      const inbox = await openInbox();
      await history.append(CATS, exchange("one"), 0, ANN);
      const one = entry("m1");
      await inbox.put(one);
      const makeRoom = await fillDisk();

      for (let round = 0; round < 3; round++) {
        const failures = await Promise.all([
          failureOf(history.append(CATS, exchange("two", PAGES), 0)),
          failureOf(inbox.put(entry("m2", { preface: PAGES }))),
          failureOf(inbox.put(entry("m1", { preface: PAGES }))),
        ]);
        for (const { code, message } of failures) {
          expect(code).toBe("unwritable");
          expect(message).toContain("disk is full");
          expect(message).toContain(file);
        }
        expect(await history.load(CATS)).toEqual(exchange("one"));
        expect(inbox.open("discord")).toEqual([one]);
      }

      await makeRoom();
      await history.append(CATS, exchange("two", PAGES), 0);
      await inbox.put(entry("m2", { preface: PAGES }));
      await history[Symbol.asyncDispose]();
      await inbox[Symbol.asyncDispose]();
      expect(await setDamagedAside(file)).toBeNull();
      await using historyAgain = await openHistory();
      await using inboxAgain = await openInbox();
      expect(await historyAgain.load(CATS)).toEqual([...exchange("one"), ...exchange("two", PAGES)]);
      expect(inboxAgain.open("discord").map(({ messageId }) => messageId)).toEqual(["m1", "m2"]);
    },
  );
});

describe("a disk that may only be read", () => {
  it.runIf(isSmallDisk)(
    "is found when it is opened, and what is on it is not taken for damaged",
    async () => {
      const history = await openHistory();
      await history.append(CATS, exchange("one"), 0);
      await history[Symbol.asyncDispose]();
      await (await lockDataDir(folder))[Symbol.asyncDispose]();
      execFileSync("mount", ["-o", "remount,ro", mountPoint]);
      try {
        expect(await setDamagedAside(file)).toBeNull();
        for (const open of [openHistory, openInbox, () => lockDataDir(folder)]) {
          const { code, message } = await failureOf(open());
          expect(code).toBe("unwritable");
          expect(message).toContain(folder);
          expect(message).toContain("DATA_DIR");
        }
      } finally {
        execFileSync("mount", ["-o", "remount,rw", mountPoint]);
      }
      await using again = await openHistory();
      expect(await again.load(CATS)).toEqual(exchange("one"));
    },
  );
});

it("says so while another program keeps the file locked, and goes on afterwards", async () => {
  await using history = await openHistory();
  await using inbox = await openInbox();
  await history.append(CATS, exchange("one"), 0);
  const other = new KeyvSqlite({ uri: `sqlite://${file}` });
  await other.query("BEGIN IMMEDIATE");
  const failures = await Promise.all([
    failureOf(history.append(CATS, exchange("two"), 0)),
    failureOf(inbox.put(entry("m1"))),
  ]);
  for (const { message } of failures) expect(message).toContain("another program keeps it locked");
  expect(await history.load(CATS)).toEqual(exchange("one"));
  expect(inbox.open("discord")).toEqual([]);
  await other.disconnect();
  await history.append(CATS, exchange("two"), 0);
  await inbox.put(entry("m1"));
  expect(await history.load(CATS)).toEqual([...exchange("one"), ...exchange("two")]);
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sqlite3 from "sqlite3";
import { openTable } from "../../src/core/database/open-table.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";

const BOT = fileURLToPath(new URL("./bot-writing.mjs", import.meta.url));

/** A folder of data of its own for a test, and bots that are not left behind. */
export interface Place extends AsyncDisposable {
  /** The folder around `dataDir`. */
  readonly root: string;
  readonly dataDir: string;
  readonly database: string;
  /** Puts a value into the database, as the bot does. */
  remember(key: string, value: string): Promise<void>;
  /** A bot in a process of its own that writes until it is killed. Resolves once it has written. */
  startBot(): Promise<ChildProcess>;
  /** A bot that wrote the number 1 and was killed at once. */
  killedBot(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), "lantern-backup-"));
  const dataDir = join(root, "data");
  const database = join(dataDir, "lantern.sqlite");
  const bots: ChildProcess[] = [];

  async function remember(key: string, value: string) {
    await using table = await openTable({
      file: database,
      name: "history",
      what: "The history",
      log: createCapturedLog(),
    });
    await table.write(new Map([[key, value]]));
  }

  return {
    root,
    dataDir,
    database,
    remember,
    async startBot() {
      const bot = spawn(process.execPath, [BOT, database], { stdio: ["ignore", "pipe", "inherit"] });
      bots.push(bot);
      await once(bot.stdout, "data");
      return bot;
    },
    async killedBot() {
      const bot = spawn(process.execPath, [BOT, database, "once"], { stdio: "ignore" });
      await once(bot, "exit");
    },
    async [Symbol.asyncDispose]() {
      for (const bot of bots.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
        bot.kill("SIGKILL");
        await once(bot, "exit");
      }
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** All rows of the database `file`, by key. */
export async function rowsIn(file: string): Promise<Readonly<Record<string, string>>> {
  const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
  try {
    const rows = await new Promise<{ key: string; value: string }[]>((resolve, reject) => {
      database.all<{ key: string; value: string }>("SELECT key, value FROM keyv", (error, found) => {
        if (error) reject(error);
        else resolve(found);
      });
    });
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  } finally {
    await new Promise((resolve) => database.close(resolve));
  }
}

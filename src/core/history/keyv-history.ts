import { mkdir, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { Keyv } from "keyv";
import { type ChannelId, loggableChannel } from "../chat.ts";
import { HistoryError, type HistoryErrorCode } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Turn } from "../turn.ts";
import { describeTrouble } from "./database-trouble.ts";
import type { HistoryStore } from "./history-store.ts";
import { createKeyedOrder } from "./in-order.ts";
import { withExchange } from "./retention.ts";
import { fromStored, toStored } from "./stored-history.ts";

/** Stands before every key. One plain name for all channels: the store would take `_` and `%` in it for wildcards. */
const NAMESPACE = "history";
/** How long a call waits for another process that has the file locked. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * Opens the history in the SQLite file `file`, making it (0600) and its folder (0700) if they are not there. Throws
 * {@link HistoryError} with a sentence that names the file and DATA_DIR. Only one process may have it open.
 *
 * What cannot be read is never taken for empty and never written over. Only `clear` removes it, since a person asks for
 * that, and says 0. Disposing waits for what is under way and is safe twice; all later calls throw.
 */
export async function openKeyvHistory(options: { file: string; log: Log }): Promise<HistoryStore> {
  const file = resolve(options.file);
  const { log } = options;
  const keyv = await openDatabase(file);
  const order = createKeyedOrder();
  let closing: Promise<void> | undefined;

  /** Runs `task` in the channel's order; what the database throws comes out as a {@link HistoryError}. */
  async function inOrder<Result>(channel: ChannelId, code: HistoryErrorCode, task: () => Promise<Result>) {
    if (closing !== undefined) throw new HistoryError(code, "The history is closed.");
    return order.run(channel, async () => {
      try {
        return await task();
      } catch (error) {
        if (error instanceof HistoryError) throw error;
        const what = `The history in ${file} cannot be ${code === "unreadable" ? "read" : "written"}`;
        throw new HistoryError(code, `${what}: ${describeTrouble(error)}.`, { cause: error });
      }
    });
  }

  async function read(channel: ChannelId): Promise<readonly Turn[]> {
    try {
      const stored: unknown = await keyv.get(channel);
      // Keyv passes off a row without a value as no row.
      if (stored === undefined && !(await keyv.has(channel))) return [];
      return fromStored(stored);
    } catch (error) {
      const what = `The history of ${loggableChannel(channel)} in ${file} cannot be read`;
      throw new HistoryError("unreadable", `${what}: ${describeTrouble(error)}.`, { cause: error });
    }
  }

  async function countReadable(channel: ChannelId): Promise<number> {
    try {
      return (await read(channel)).length;
    } catch (error) {
      log.warn("a history is cleared that cannot be read", { channel: loggableChannel(channel), error });
      return 0;
    }
  }

  async function close() {
    await order.idle();
    try {
      await keyv.disconnect();
    } catch (error) {
      // Everything is written by now.
      log.warn("the history was not closed properly", { error });
    }
  }

  return {
    load: (channel) => inOrder(channel, "unreadable", () => read(channel)),
    append: (channel, exchange, replaces) =>
      inOrder(channel, "unwritable", async () => {
        const turns = withExchange(await read(channel), exchange, replaces);
        const written = await keyv.set(channel, toStored(turns));
        if (!written)
          throw new HistoryError("unwritable", `The history in ${file} did not take what was written.`);
      }),
    clear: (channel) =>
      inOrder(channel, "unwritable", async () => {
        const count = await countReadable(channel);
        await keyv.delete(channel);
        return count;
      }),
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

async function openDatabase(file: string): Promise<Keyv> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite gives the files that it makes beside this one the same rights.
    await (await open(file, "a", 0o600)).close();
    const store = new KeyvSqlite({ uri: `sqlite://${file}`, busyTimeout: BUSY_TIMEOUT_MS });
    // Without `throwOnErrors` a read that fails looks like a channel without history.
    const keyv = new Keyv({ store, namespace: NAMESPACE, throwOnErrors: true });
    // Every failure also reaches the call that it belongs to.
    keyv.on("error", () => {});
    // The first query must follow at once, or a file that cannot be opened ends the process.
    await store.query("PRAGMA journal_mode=WAL");
    await store.query("PRAGMA synchronous=NORMAL");
    return keyv;
  } catch (error) {
    const trouble = `The history cannot be kept in ${file} because ${describeTrouble(error)}`;
    const sentence = `${trouble}; put that right, or set DATA_DIR to a folder that the bot can write to.`;
    throw new HistoryError("unwritable", sentence, { cause: error });
  }
}

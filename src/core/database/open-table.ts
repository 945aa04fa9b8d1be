import { resolve } from "node:path";
import { Keyv } from "keyv";
import { z } from "zod";
import { HistoryError } from "../errors.ts";
import type { Log } from "../log.ts";
import { connectSqlite, type SqliteStore } from "./sqlite-store.ts";
import { describeTrouble } from "./trouble.ts";

/** How long a call waits for another process that has the file locked. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * Values by key, below a name of their own in an SQLite file. Calls throw what the database throws, having changed nothing;
 * disposing throws nothing.
 */
export interface Table extends AsyncDisposable {
  readonly file: string;
  /** Undefined only when there is no such row; throws when what is there is no value. */
  read(key: string): Promise<unknown>;
  /** Every row, in no particular order. What is no value comes as undefined. */
  readAll(): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
  /** Writes all of `values` or none, by their keys. Resolves when they outlive the process. */
  write(values: ReadonlyMap<string, unknown>): Promise<void>;
  /** Removes all of `keys` or none; those without a row are passed over. */
  remove(keys: readonly string[]): Promise<void>;
  /** Leaves no word of what was removed in the files. Best effort: never throws. */
  scrub(): Promise<void>;
}

/**
 * Opens the table `name` of `file`, making the file (0600) and its folder (0700) if they are not there. `what` names it in
 * the sentence of the {@link HistoryError} that is thrown when that fails. Several tables of a file may be open side by
 * side, but only in one process. What is written outlives the process, but the last moments may not outlive a power cut.
 */
export async function openTable(options: {
  file: string;
  name: string;
  what: string;
  log: Log;
}): Promise<Table> {
  const { name, what, log } = options;
  const file = resolve(options.file);
  const store = await openStore(file, what);
  // Without `throwOnErrors` a read that fails looks like a row that is not there.
  const keyv = new Keyv({ store, namespace: name, throwOnErrors: true });
  // Every failure also reaches the call that it belongs to.
  keyv.on("error", () => {});

  return {
    file,
    async read(key) {
      const value: unknown = await keyv.get(key);
      // Keyv passes off a row without a value as no row.
      if (value === undefined && (await keyv.has(key))) throw new SyntaxError("The row holds no value.");
      return value;
    },
    async readAll() {
      const rows = storedRows.parse(await store.query(SELECT_ALL, `${name}:`, `${name};`));
      return Promise.all(
        rows.map(async ({ key, value }) => ({
          key: key.slice(name.length + 1),
          value: await valueOf(keyv, value),
        })),
      );
    },
    async write(values) {
      if (values.size > 0) await keyv.setMany([...values].map(([key, value]) => ({ key, value })));
    },
    async remove(keys) {
      if (keys.length > 0) await keyv.deleteMany([...keys]);
    },
    async scrub() {
      try {
        checkpoint.parse(await store.query("PRAGMA wal_checkpoint(TRUNCATE)"));
      } catch (error) {
        log.warn("what was forgotten stays in the file until more is written to it", { file, error });
      }
    },
    async [Symbol.asyncDispose]() {
      try {
        await keyv.disconnect();
      } catch (error) {
        // What was written is on disk by now.
        log.warn("the database was not closed properly", { file, error });
      }
    },
  };
}

/** By the key's index; Keyv's own iterator would go through the whole file, ten rows at a time. */
const SELECT_ALL = "SELECT key, value FROM keyv WHERE key >= ? AND key < ?";
/** It is busy when somebody else is at the file. */
const checkpoint = z.tuple([z.object({ busy: z.literal(0) })]);
const storedRows = z.array(z.object({ key: z.string(), value: z.unknown() }));

async function valueOf(keyv: Keyv, stored: unknown): Promise<unknown> {
  try {
    return typeof stored === "string" ? (await keyv.deserializeData<unknown>(stored))?.value : undefined;
  } catch {
    return undefined; // as promised; who reads it says so
  }
}

async function openStore(file: string, what: string): Promise<SqliteStore> {
  try {
    const store = await connectSqlite(file, BUSY_TIMEOUT_MS);
    try {
      await prepare(store);
      return store;
    } catch (error) {
      await store.disconnect();
      throw error;
    }
  } catch (error) {
    const trouble = `${what} cannot be kept in ${file} because ${describeTrouble(error)}`;
    const sentence = `${trouble}; put that right, or set DATA_DIR to a folder that the bot can write to.`;
    throw new HistoryError("unwritable", sentence, { cause: error });
  }
}

async function prepare(store: SqliteStore): Promise<void> {
  await store.query("PRAGMA journal_mode=WAL");
  await store.query("PRAGMA synchronous=NORMAL");
  // People may ask to be forgotten: what is deleted is written over.
  await store.query("PRAGMA secure_delete=ON");
}

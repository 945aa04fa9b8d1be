import { createKeyedOrder } from "../database/in-order.ts";
import { openTable, type Table } from "../database/open-table.ts";
import { storageFailure } from "../database/trouble.ts";
import { HistoryError } from "../errors.ts";
import type { Log } from "../log.ts";
import { createAnswerShelf, type KeptAnswer } from "./answer-shelf.ts";
import { digestOf, questionKey } from "./digests.ts";
import type { StoredAnswers } from "./stored-answers.ts";
import { fromStored, toStored } from "./stored-row.ts";

const NAMESPACE = "answers";
const MAX_LENGTH = 2_000_000;
const MAX_ANSWER_LENGTH = 8_000;

/**
 * Opens the stored answers in the SQLite file `file`, where the history may be as well, making it (0600) and its folder
 * (0700) if they are not there. Throws {@link HistoryError} with a sentence that names the file and DATA_DIR. Only one
 * process may have it open. `date` gives milliseconds since 1970.
 *
 * All of it is in memory: at most `maxAnswers` (2,000; not above 10,000) answers, of up to 8,000 UTF-16 units each and
 * 2,000,000 together, none older than `maxAgeMs`; those that were used least recently go first. A change shows at once, and
 * the file follows; what it could not follow it catches up on with the next change. Neither questions nor names are stored,
 * only digests of them. Rows that cannot be read are logged and removed, those of another version removed. Disposing waits
 * for what is under way and is safe twice; nothing is kept from then on.
 */
export async function openStoredAnswers(options: {
  file: string;
  log: Log;
  maxAgeMs: number;
  maxAnswers?: number;
  date?: () => number;
}): Promise<StoredAnswers> {
  const { file, log, maxAgeMs, maxAnswers = 2_000, date = Date.now } = options;
  const table = await openTable({ file, name: NAMESPACE, what: "The stored answers", log });
  const bounds = { maxAgeMs, maxAnswers, maxLength: MAX_LENGTH, maxAnswerLength: MAX_ANSWER_LENGTH };
  /** What the file holds; null for a row of no use. */
  const onDisk = await readRows(table, log);
  const shelf = createAnswerShelf(bounds, date, inOrderOfUse(onDisk));
  const order = createKeyedOrder();
  let closing: Promise<void> | undefined;
  let failing = false;

  /** Makes the file hold what the shelf holds. One at a time, so that the newest state stays. */
  async function save(): Promise<void> {
    const removed = [...onDisk.keys()].filter((key) => !shelf.held.has(key));
    const changed = [...shelf.held].filter(([key, kept]) => onDisk.get(key) !== kept);
    await table.remove(removed);
    for (const key of removed) onDisk.delete(key);
    await table.write(new Map(changed.map(([key, kept]) => [key, toStored(kept)])));
    for (const [key, kept] of changed) onDisk.set(key, kept);
  }

  async function trySave(): Promise<void> {
    try {
      await order.run([NAMESPACE], save);
      failing = false;
    } catch (error) {
      if (!failing) log.warn("answers could not be stored", { file: table.file, error });
      failing = true;
    }
  }

  async function close(): Promise<void> {
    await trySave();
    await table[Symbol.asyncDispose]();
  }

  await trySave();

  return {
    find(question, scope) {
      const key = questionKey(question, scope);
      return key === null ? null : (shelf.use(key)?.answer ?? null);
    },
    async keep(question, scope, answer, given) {
      const key = questionKey(question, scope);
      if (key === null || closing !== undefined) return;
      const now = date();
      const [channel, person] = [digestOf(given.channel), digestOf(given.person)];
      shelf.put(key, { answer, channel, person, givenAt: now, usedAt: now });
      await trySave();
    },
    async forget(channel, person) {
      if (closing !== undefined) throw new HistoryError("unwritable", "The stored answers are closed.");
      const [theirChannel, theirPerson] = [digestOf(channel), person === undefined ? null : digestOf(person)];
      shelf.remove(
        (kept) => kept.channel === theirChannel && (theirPerson === null || kept.person === theirPerson),
      );
      await order.run([NAMESPACE], async () => {
        try {
          await save();
        } catch (error) {
          throw storageFailure(`The stored answers in ${table.file}`, "unwritable", error);
        }
        await table.scrub();
      });
    },
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

function inOrderOfUse(rows: ReadonlyMap<string, KeptAnswer | null>): (readonly [string, KeptAnswer])[] {
  const kept = [...rows].flatMap(([key, row]) => (row === null ? [] : [[key, row] as const]));
  return kept.toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
}

async function readRows(table: Table, log: Log): Promise<Map<string, KeptAnswer | null>> {
  const found = new Map<string, KeptAnswer | null>();
  const broken: string[] = [];
  try {
    for (const { key, value } of await table.readAll()) {
      const kept = fromStored(value);
      if (kept === "broken") broken.push(key);
      found.set(key, typeof kept === "string" ? null : kept);
    }
  } catch (error) {
    await table[Symbol.asyncDispose]();
    throw storageFailure(`The stored answers in ${table.file}`, "unreadable", error);
  }
  if (broken.length > 0) {
    const fields = { file: table.file, count: broken.length, keys: broken.slice(0, 10) };
    log.warn("stored answers that cannot be read are let go of", fields);
  }
  return found;
}

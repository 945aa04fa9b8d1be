import { createKeyedOrder } from "../database/in-order.ts";
import { openTable, type Table } from "../database/open-table.ts";
import { storageFailure } from "../database/trouble.ts";
import { HistoryError } from "../errors.ts";
import type { Log } from "../log.ts";
import { createEntryList, type EntryList, type Slot } from "./entry-list.ts";
import { outdated } from "./forgetting.ts";
import type { Inbox, InboxEntry } from "./inbox.ts";
import { fromStored, toStored } from "./stored-entry.ts";

const NAMESPACE = "inbox";

/**
 * Opens the inbox in the SQLite file `file`, where the history may be as well, making it (0600) and its folder (0700) if
 * they are not there. Throws {@link HistoryError} with a sentence that names the file and DATA_DIR. Only one process may
 * have it open. `date` gives milliseconds since 1970.
 *
 * A change shows at once, and is taken back when it could not be stored. An entry that is put again keeps its place in the
 * order. Entries that are done are forgotten a day after they were accepted, and when 2,000 newer ones are done; open ones
 * never. A row that cannot be read is logged and left as it is. Disposing waits for what is under way and is safe twice.
 */
export async function openKeyvInbox(options: {
  file: string;
  log: Log;
  date?: () => number;
}): Promise<Inbox> {
  const { file, log, date = Date.now } = options;
  const table = await openTable({ file, name: NAMESPACE, what: "The inbox", log });
  const list = await readList(table, log);
  const order = createKeyedOrder();
  let closing: Promise<void> | undefined;

  /** Gives every slot its new entry: at once in the list, then on disk, all of them or none. */
  async function change(changes: readonly Change[]): Promise<void> {
    if (closing !== undefined) throw new HistoryError("unwritable", "The inbox is closed.");
    for (const { slot, entry } of changes) list.begin(slot, entry);
    const keys = changes.map(({ slot }) => keyOf(slot));
    await order.run(keys, async () => {
      try {
        await store(changes);
      } catch (error) {
        for (const { slot } of changes) list.settle(slot, slot.stored);
        throw storageFailure(`The inbox in ${table.file}`, "unwritable", error);
      }
      for (const { slot, entry } of changes) list.settle(slot, entry);
    });
  }

  async function store(changes: readonly Change[]): Promise<void> {
    const written = changes.flatMap(({ slot, entry }) =>
      entry === null ? [] : [[keyOf(slot), toStored(entry, slot.turn)] as const],
    );
    const removed = changes.filter(({ entry }) => entry === null);
    await table.write(new Map(written));
    await table.remove(removed.map(({ slot }) => keyOf(slot)));
  }

  async function removeAll(slots: readonly Slot[]): Promise<void> {
    await change(slots.map((slot) => ({ slot, entry: null })));
  }

  /** What is kept too long does no harm, and is found again. */
  async function forgetOld(): Promise<void> {
    try {
      await removeAll(outdated(list.slots(), date()));
    } catch (error) {
      log.warn("old entries of the inbox could not be removed", { error });
    }
  }

  async function close(): Promise<void> {
    await order.idle();
    await table[Symbol.asyncDispose]();
  }

  await forgetOld();

  return {
    get: list.get,
    find: list.find,
    latest: list.latest,
    open: list.open,
    channels: list.channels,
    async put(entry) {
      await change([{ slot: list.slotFor(entry), entry }]);
      if (closing === undefined) void forgetOld();
    },
    async forget(channel, person) {
      const isMeant = ({ entry }: Slot) =>
        entry?.channel === channel &&
        entry.state === "done" &&
        (person === undefined || entry.asker.id === person);
      await removeAll(list.slots().filter(isMeant));
      await table.scrub();
    },
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

/** All of them are stored in one step, so a list of changes either writes or removes. */
interface Change {
  readonly slot: Slot;
  readonly entry: InboxEntry | null;
}

/** Keys are numbers, so that the order outlives the process whatever its clock does. */
function keyOf({ number }: Slot): string {
  return String(number);
}

async function readList(table: Table, log: Log): Promise<EntryList> {
  const found: { readonly number: number; readonly turn: number; readonly entry: InboxEntry }[] = [];
  const unreadable: string[] = [];
  let highest = 0;
  try {
    for (const { key, value } of await table.readAll()) {
      const number = /^\d{1,15}$/.test(key) ? Number(key) : null;
      const stored = number === null ? null : fromStored(value);
      if (number !== null) highest = Math.max(highest, number, stored?.turn ?? 0);
      if (number === null || stored === null) unreadable.push(key);
      else found.push({ number, turn: stored.turn ?? number, entry: stored.entry });
    }
  } catch (error) {
    await table[Symbol.asyncDispose]();
    throw storageFailure(`The inbox in ${table.file}`, "unreadable", error);
  }
  if (unreadable.length > 0) {
    const fields = { file: table.file, count: unreadable.length, keys: unreadable.slice(0, 10) };
    log.error("entries of the inbox cannot be read; they are left as they are and not answered", fields);
  }
  return createEntryList(
    found.toSorted((a, b) => a.number - b.number),
    highest,
  );
}

import { isDeepStrictEqual } from "node:util";
import { type ChannelId, loggableChannel } from "../chat.ts";
import { createKeyedOrder } from "../database/in-order.ts";
import { openTable, type Table } from "../database/open-table.ts";
import { storedChannel } from "../database/stored-ids.ts";
import { storageFailure } from "../database/trouble.ts";
import { HistoryError } from "../errors.ts";
import type { Log } from "../log.ts";
import { inherited } from "./inherited.ts";
import { type ChannelSettings, NOTHING_SET, type SettingsStore } from "./settings-store.ts";
import { fromStored, type Kept, toStored, UNREADABLE, withinBounds } from "./stored-settings.ts";

const NAMESPACE = "settings";

/**
 * So many channels may have settings: with the longest personas, 20 MB. A further one is refused rather than an old one
 * forgotten, which may be what keeps documents from people.
 */
const MAX_CHANNELS = 5_000;

/**
 * Opens the settings in the SQLite file `file`, where the history may be as well, making it (0600) and its folder (0700) if
 * they are not there. Throws {@link HistoryError} with a sentence that names the file and DATA_DIR. Only one process may
 * have it open. 5,000 channels can have settings.
 *
 * A row that cannot be read is logged and left as it is until its channel is set anew; until then nothing is set there, but
 * that no documents may be seen. Disposing waits for what is under way and is safe twice; what is set can still be read.
 */
export async function openKeyvSettings(options: { file: string; log: Log }): Promise<SettingsStore> {
  const { file, log } = options;
  const table = await openTable({ file, name: NAMESPACE, what: "The settings", log });
  const channels = await readAll(table, log);
  const order = createKeyedOrder();
  let closing: Promise<void> | undefined;

  const own = (channel: ChannelId) => channels.get(channel)?.settings ?? NOTHING_SET;

  async function inOrder<Result>(of: readonly ChannelId[], task: () => Promise<Result>): Promise<Result> {
    if (closing !== undefined) throw new HistoryError("unwritable", "The settings are closed.");
    return order.run(of, async () => {
      try {
        return await task();
      } catch (error) {
        if (error instanceof RangeError) throw error;
        throw storageFailure(`The settings in ${table.file}`, "unwritable", error);
      }
    });
  }

  async function keep(channel: ChannelId, kept: Kept): Promise<void> {
    if (isNothing(kept)) return drop(channel);
    if (!channels.has(channel) && channels.size >= MAX_CHANNELS)
      throw new HistoryError("unwritable", `Settings are kept for ${MAX_CHANNELS} channels and no more.`);
    await table.write(new Map([[channel, toStored(kept)]]));
    channels.set(channel, kept);
  }

  async function drop(channel: ChannelId): Promise<void> {
    await table.remove([channel]);
    channels.delete(channel);
  }

  async function close(): Promise<void> {
    await order.idle();
    await table[Symbol.asyncDispose]();
  }

  return {
    own,
    of: (channel, parent) => (parent === null ? own(channel) : inherited(own(channel), own(parent))),
    change: (channel, change) =>
      inOrder([channel], async () => {
        const before = own(channel);
        const settings: ChannelSettings = { ...before, ...change };
        if (!withinBounds(settings)) throw new RangeError("A setting is out of its bounds.");
        if (!isDeepStrictEqual(settings, before)) await keep(channel, { settings, before });
      }),
    undoable: (channel) => channels.get(channel)?.before ?? null,
    undo: (channel) =>
      inOrder([channel], async () => {
        const before = channels.get(channel)?.before ?? null;
        if (before === null) return false;
        await keep(channel, { settings: before, before: null });
        return true;
      }),
    erase: (channel) =>
      inOrder([channel], async () => {
        if (!channels.has(channel)) return;
        const { folders } = own(channel);
        await keep(channel, { settings: { ...NOTHING_SET, folders }, before: null });
        await table.scrub();
      }),
    async move(from, to) {
      if (from === to) return;
      await inOrder([from, to], async () => {
        const kept = channels.get(from);
        if (kept === undefined || !isDeepStrictEqual(own(to), NOTHING_SET)) return;
        // In one step, or a crash would leave them to neither or to both.
        await table.write(
          new Map([
            [to, toStored(kept)],
            [from, toStored(NOTHING)],
          ]),
        );
        channels.set(to, kept);
        channels.delete(from);
        await table.remove([from]);
      });
    },
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

const NOTHING: Kept = { settings: NOTHING_SET, before: null };

function isNothing(kept: Kept): boolean {
  return isDeepStrictEqual(kept, NOTHING);
}

async function readAll(table: Table, log: Log): Promise<Map<ChannelId, Kept>> {
  const channels = new Map<ChannelId, Kept>();
  const unreadable: string[] = [];
  try {
    for (const { key, value } of await table.readAll()) {
      const channel = storedChannel.safeParse(key).data;
      const kept = fromStored(value);
      if (channel === undefined) unreadable.push("of no channel");
      else if (kept === null) unreadable.push(loggableChannel(channel));
      if (channel !== undefined && !(kept && isNothing(kept))) channels.set(channel, kept ?? UNREADABLE);
    }
  } catch (error) {
    await table[Symbol.asyncDispose]();
    throw storageFailure(`The settings in ${table.file}`, "unreadable", error);
  }
  if (unreadable.length > 0) {
    const fields = { file: table.file, count: unreadable.length, channels: unreadable.slice(0, 10) };
    log.error(
      "settings of channels cannot be read; no documents are used there until they are set anew",
      fields,
    );
  }
  return channels;
}

import { type ChannelId, loggableChannel } from "../chat.ts";
import type { Clock } from "../clock.ts";
import { createKeyedOrder } from "../database/in-order.ts";
import { openTable } from "../database/open-table.ts";
import { storageFailure } from "../database/trouble.ts";
import { HistoryError, type HistoryErrorCode } from "../errors.ts";
import type { Log } from "../log.ts";
import { countTurns, type Exchange, findExchange, turnsOf } from "./exchange.ts";
import type { HistoryStore } from "./history-store.ts";
import { createRecentlyCleared } from "./recently-cleared.ts";
import { withExchange, withinLimits } from "./retention.ts";
import { fromStored, toStored } from "./stored-history.ts";

/** Stands before every key. One plain name for all channels: the store would take `_` and `%` in it for wildcards. */
const NAMESPACE = "history";

/**
 * Opens the history in the SQLite file `file`, making it (0600) and its folder (0700) if they are not there. Throws
 * {@link HistoryError} with a sentence that names the file and DATA_DIR. Only one process may have it open.
 *
 * What cannot be read is never taken for empty and never written over. Only `clear` and `erase` remove it, since a person
 * asks for that, and say 0. A `clear` that finds nothing leaves what an earlier one removed to `restore`. Disposing waits
 * for what is under way and is safe twice; all later calls throw.
 */
export async function openKeyvHistory(options: {
  file: string;
  clock: Clock;
  log: Log;
}): Promise<HistoryStore> {
  const { file, clock, log } = options;
  const table = await openTable({ file, name: NAMESPACE, what: "The history", log });
  const order = createKeyedOrder();
  const cleared = createRecentlyCleared(clock);
  let closing: Promise<void> | undefined;

  /** Runs `task` in the order of the channels; what the database throws comes out as a {@link HistoryError}. */
  async function inOrder<Result>(
    channels: readonly ChannelId[],
    code: HistoryErrorCode,
    task: () => Promise<Result>,
  ) {
    if (closing !== undefined) throw new HistoryError(code, "The history is closed.");
    return order.run(channels, async () => {
      try {
        return await task();
      } catch (error) {
        throw storageFailure(`The history in ${table.file}`, code, error);
      }
    });
  }

  async function read(channel: ChannelId): Promise<readonly Exchange[]> {
    try {
      const stored = await table.read(channel);
      return stored === undefined ? [] : fromStored(stored);
    } catch (error) {
      throw storageFailure(
        `The history of ${loggableChannel(channel)} in ${table.file}`,
        "unreadable",
        error,
      );
    }
  }

  async function write(channel: ChannelId, exchanges: readonly Exchange[]): Promise<void> {
    if (exchanges.length > 0) await table.write(new Map([[channel, toStored(exchanges)]]));
    else await table.remove([channel]);
  }

  /** Removes all of the channel, and returns as much of it as can be read. */
  async function takeOut(channel: ChannelId): Promise<readonly Exchange[]> {
    const exchanges = await read(channel).catch((error: unknown) => {
      log.warn("a history is removed that cannot be read", { channel: loggableChannel(channel), error });
      return [];
    });
    await table.remove([channel]);
    return exchanges;
  }

  async function close(): Promise<void> {
    await order.idle();
    cleared[Symbol.dispose]();
    await table[Symbol.asyncDispose]();
  }

  return {
    load: (channel) => inOrder([channel], "unreadable", async () => turnsOf(await read(channel))),
    append: (channel, turns, replaces, source) =>
      inOrder([channel], "unwritable", async () => {
        const exchange = { turns, source: source ?? null };
        await write(channel, withExchange(await read(channel), exchange, replaces));
      }),
    find: (channel, messageId) =>
      inOrder([channel], "unreadable", async () => findExchange(await read(channel), messageId)),
    clear: (channel) =>
      inOrder([channel], "unwritable", async () => {
        const removed = await takeOut(channel);
        if (removed.length > 0) cleared.hold(channel, removed);
        return countTurns(removed);
      }),
    restore: (channel) =>
      inOrder([channel], "unwritable", async () => {
        const removed = cleared.get(channel);
        if (removed.length === 0) return 0;
        const since = await read(channel);
        const all = withinLimits([...removed, ...since]);
        await write(channel, all);
        cleared.keep(channel, []);
        return countTurns(all) - countTurns(since);
      }),
    forgetPerson: (channel, person) =>
      inOrder([channel], "unwritable", async () => {
        const ofOthers = ({ source }: Exchange) => source?.person !== person;
        const [before, held] = [await read(channel), cleared.get(channel)];
        const [kept, stillHeld] = [before.filter(ofOthers), held.filter(ofOthers)];
        if (kept.length < before.length) await write(channel, kept);
        cleared.keep(channel, stillHeld);
        await table.scrub();
        return countTurns([...before, ...held]) - countTurns([...kept, ...stillHeld]);
      }),
    erase: (channel) =>
      inOrder([channel], "unwritable", async () => {
        const removed = [...(await takeOut(channel)), ...cleared.get(channel)];
        cleared.keep(channel, []);
        await table.scrub();
        return countTurns(removed);
      }),
    async move(from, to) {
      if (from === to) return;
      await inOrder([from, to], "unwritable", async () => {
        const moved = await read(from);
        if (moved.length > 0) {
          const all = withinLimits([...moved, ...(await read(to))]);
          // In one step, or a crash would leave the turns in both.
          await table.write(
            new Map([
              [to, toStored(all)],
              [from, toStored([])],
            ]),
          );
          await table.remove([from]);
        }
        cleared.move(from, to);
      });
    },
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

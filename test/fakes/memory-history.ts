import type { ChannelId } from "../../src/core/chat.ts";
import type { Clock } from "../../src/core/clock.ts";
import { HistoryError, type HistoryErrorCode } from "../../src/core/errors.ts";
import { countTurns, type Exchange, findExchange, turnsOf } from "../../src/core/history/exchange.ts";
import type { HistoryStore, Source } from "../../src/core/history/history-store.ts";
import { withExchange, withinLimits } from "../../src/core/history/retention.ts";
import type { Turn } from "../../src/core/turn.ts";
import { createManualClock } from "./manual-clock.ts";

type Operation = Exclude<keyof HistoryStore, symbol>;

const UNDO_MS = 10 * 60_000;

/** A history that lives as long as the test, and can be made to wait and to fail. */
export interface MemoryHistory extends HistoryStore {
  /** What a channel holds at this moment, past every gate. */
  turns(channel: ChannelId): readonly Turn[];
  /** The sources of the exchanges that a channel holds at this moment. */
  sources(channel: ChannelId): readonly (Source | null)[];
  /** From now on every call fails with `error`, having changed nothing; null ends that. */
  failWith(error: HistoryError | null): void;
  /** Holds all calls of `operation` until the function it returns is called. */
  hold(operation: Operation): () => void;
}

/** A history in which `before`, by channel, already stands. `clock` says when a `clear` can no longer be undone. */
export function createMemoryHistory(
  before: Iterable<[ChannelId, readonly Turn[]]> = [],
  clock: Clock = createManualClock(),
): MemoryHistory {
  const channels = new Map<ChannelId, readonly Exchange[]>(
    [...before].map(([channel, turns]) => [channel, [{ turns, source: null }]]),
  );
  const cleared = new Map<ChannelId, { readonly exchanges: readonly Exchange[]; readonly at: number }>();
  let failure: HistoryError | null = null;
  const gates = new Map<Operation, Promise<void>>();
  let closed = false;
  let tail: Promise<unknown> = Promise.resolve();

  function run<Result>(operation: Operation, carryOut: () => Result): Promise<Result> {
    const code: HistoryErrorCode = operation === "load" || operation === "find" ? "unreadable" : "unwritable";
    if (closed) return Promise.reject(new HistoryError(code, "The history is closed."));
    const result = tail.then(async () => {
      await gates.get(operation);
      if (failure !== null) throw failure;
      return carryOut();
    });
    tail = result.catch(() => {});
    return result;
  }

  const exchangesOf = (channel: ChannelId) => channels.get(channel) ?? [];

  function clearedOf(channel: ChannelId): readonly Exchange[] {
    const held = cleared.get(channel);
    return held !== undefined && clock.now() - held.at < UNDO_MS ? held.exchanges : [];
  }

  return {
    turns: (channel) => turnsOf(exchangesOf(channel)),
    sources: (channel) => exchangesOf(channel).map(({ source }) => source),
    load: (channel) => run("load", () => turnsOf(exchangesOf(channel))),
    append: (channel, turns, replaces, source) =>
      run("append", () => {
        const exchange = { turns, source: source ?? null };
        channels.set(channel, withExchange(exchangesOf(channel), exchange, replaces));
      }),
    find: (channel, messageId) => run("find", () => findExchange(exchangesOf(channel), messageId)),
    clear: (channel) =>
      run("clear", () => {
        const exchanges = exchangesOf(channel);
        if (exchanges.length > 0) cleared.set(channel, { exchanges, at: clock.now() });
        channels.delete(channel);
        return countTurns(exchanges);
      }),
    restore: (channel) =>
      run("restore", () => {
        const since = exchangesOf(channel);
        const all = withinLimits([...clearedOf(channel), ...since]);
        channels.set(channel, all);
        cleared.delete(channel);
        return countTurns(all) - countTurns(since);
      }),
    forgetPerson: (channel, person) =>
      run("forgetPerson", () => {
        const isTheirs = ({ source }: Exchange) => source?.person === person;
        const count = countTurns([...exchangesOf(channel), ...clearedOf(channel)].filter(isTheirs));
        channels.set(
          channel,
          exchangesOf(channel).filter((exchange) => !isTheirs(exchange)),
        );
        const held = cleared.get(channel);
        if (held !== undefined) {
          const exchanges = held.exchanges.filter((exchange) => !isTheirs(exchange));
          cleared.set(channel, { ...held, exchanges });
        }
        return count;
      }),
    erase: (channel) =>
      run("erase", () => {
        const count = countTurns([...exchangesOf(channel), ...clearedOf(channel)]);
        channels.delete(channel);
        cleared.delete(channel);
        return count;
      }),
    move: (from, to) =>
      run("move", () => {
        if (from === to) return;
        channels.set(to, withinLimits([...exchangesOf(from), ...exchangesOf(to)]));
        channels.delete(from);
        const held = cleared.get(from);
        if (held !== undefined && clearedOf(to).length === 0) cleared.set(to, held);
        cleared.delete(from);
      }),
    failWith: (error) => void (failure = error),
    hold(operation) {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      gates.set(operation, gate);
      return () => {
        gates.delete(operation);
        release();
      };
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await tail;
    },
  };
}

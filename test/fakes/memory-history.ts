import type { ChannelId } from "../../src/core/chat.ts";
import { HistoryError, type HistoryErrorCode } from "../../src/core/errors.ts";
import type { HistoryStore } from "../../src/core/history/history-store.ts";
import { withExchange } from "../../src/core/history/retention.ts";
import type { Turn } from "../../src/core/turn.ts";

type Operation = "load" | "append" | "clear";

/** A history that lives as long as the test, and can be made to wait and to fail. */
export interface MemoryHistory extends HistoryStore {
  /** What a channel holds at this moment, past every gate. */
  turns(channel: ChannelId): readonly Turn[];
  /** From now on every call fails with `error`, having changed nothing; null ends that. */
  failWith(error: HistoryError | null): void;
  /** Holds all calls of `operation` until the function it returns is called. */
  hold(operation: Operation): () => void;
}

/** A history in which `before`, by channel, already stands. */
export function createMemoryHistory(before: Iterable<[ChannelId, readonly Turn[]]> = []): MemoryHistory {
  const channels = new Map<ChannelId, readonly Turn[]>(before);
  let failure: HistoryError | null = null;
  const gates = new Map<Operation, Promise<void>>();
  let closed = false;
  let tail: Promise<unknown> = Promise.resolve();

  function run<Result>(operation: Operation, carryOut: () => Result): Promise<Result> {
    const code: HistoryErrorCode = operation === "load" ? "unreadable" : "unwritable";
    if (closed) return Promise.reject(new HistoryError(code, "The history is closed."));
    const result = tail.then(async () => {
      await gates.get(operation);
      if (failure !== null) throw failure;
      return carryOut();
    });
    tail = result.catch(() => {});
    return result;
  }

  const turns = (channel: ChannelId) => channels.get(channel) ?? [];

  return {
    turns,
    load: (channel) => run("load", () => turns(channel)),
    append: (channel, exchange, replaces) =>
      run("append", () => void channels.set(channel, withExchange(turns(channel), exchange, replaces))),
    clear: (channel) =>
      run("clear", () => {
        const count = turns(channel).length;
        channels.delete(channel);
        return count;
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

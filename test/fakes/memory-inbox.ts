import type { ChannelId } from "../../src/core/chat.ts";
import { HistoryError } from "../../src/core/errors.ts";
import type { Inbox, InboxEntry } from "../../src/core/inbox/inbox.ts";

/** An inbox that lives as long as the test, and can be made to fail. It remembers everything. */
export interface MemoryInbox extends Inbox {
  /** From now on every change fails with `error`, having changed nothing; null ends that. */
  failWith(error: HistoryError | null): void;
}

export function createMemoryInbox(): MemoryInbox {
  const entries = new Map<string, InboxEntry>();
  /** By the same keys; counts up with every acceptance. */
  const turns = new Map<string, number>();
  let next = 0;
  let failure: HistoryError | null = null;
  const keyOf = (channel: ChannelId, messageId: string) => `${channel} ${messageId}`;
  const all = () => [...entries.values()];

  async function change(carryOut: () => void): Promise<void> {
    if (failure !== null) throw failure;
    carryOut();
  }

  return {
    failWith: (error) => void (failure = error),
    put: (entry) =>
      change(() => {
        const key = keyOf(entry.channel, entry.messageId);
        if (entries.get(key)?.acceptedAt !== entry.acceptedAt) turns.set(key, next++);
        entries.set(key, entry);
      }),
    get: (channel, messageId) => entries.get(keyOf(channel, messageId)) ?? null,
    find: (channel, messageId) =>
      entries.get(keyOf(channel, messageId)) ??
      all().findLast(
        (entry) => entry.channel === channel && entry.words.some((words) => words.messageId === messageId),
      ) ??
      null,
    latest: (channel) => all().findLast((entry) => entry.channel === channel) ?? null,
    open: (platform) =>
      [...entries]
        .toSorted(([a], [b]) => (turns.get(a) ?? 0) - (turns.get(b) ?? 0))
        .map(([, entry]) => entry)
        .filter(({ channel, state }) => channel.startsWith(`${platform}:`) && state === "open"),
    channels: (platform) =>
      all()
        .filter(
          (entry, index, list) => list.findLastIndex(({ channel }) => channel === entry.channel) === index,
        )
        .filter(({ channel }) => channel.startsWith(`${platform}:`))
        .toReversed(),
    forget: (channel, person) =>
      change(() => {
        for (const [key, entry] of entries) {
          const theirs = person === undefined || entry.asker.id === person;
          if (entry.channel === channel && entry.state === "done" && theirs) entries.delete(key);
        }
      }),
    async [Symbol.asyncDispose]() {
      failure = new HistoryError("unwritable", "The inbox is closed.");
    },
  };
}

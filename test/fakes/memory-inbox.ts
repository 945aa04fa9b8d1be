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
  let failure: HistoryError | null = null;
  const keyOf = (channel: ChannelId, messageId: string) => `${channel} ${messageId}`;
  const all = () => [...entries.values()];

  async function change(carryOut: () => void): Promise<void> {
    if (failure !== null) throw failure;
    carryOut();
  }

  return {
    failWith: (error) => void (failure = error),
    put: (entry) => change(() => void entries.set(keyOf(entry.channel, entry.messageId), entry)),
    get: (channel, messageId) => entries.get(keyOf(channel, messageId)) ?? null,
    find: (channel, messageId) =>
      entries.get(keyOf(channel, messageId)) ??
      all().findLast(
        (entry) => entry.channel === channel && entry.words.some((words) => words.messageId === messageId),
      ) ??
      null,
    latest: (channel) => all().findLast((entry) => entry.channel === channel) ?? null,
    open: (platform) =>
      all()
        .filter(({ channel, state }) => channel.startsWith(`${platform}:`) && state === "open")
        .toSorted((a, b) => a.acceptedAt - b.acceptedAt),
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

import type { Inbox, InboxEntry } from "./inbox.ts";

/** A place in the list, which its entry keeps for as long as it is there. */
export interface Slot {
  /** Counts up; a higher one was taken later, also over restarts. */
  readonly number: number;
  /**
   * Counts up with every acceptance, a question's that is accepted anew as well. What is open is in this order, whatever the
   * machine's date was meanwhile.
   */
  readonly turn: number;
  /** As it is to be, though it may not be on disk yet; null when it is to be removed. */
  readonly entry: InboxEntry | null;
  /** As it stands on disk; null when it does not. */
  readonly stored: InboxEntry | null;
}

/** The entries of an inbox in the order in which they were first put. What is asked of it looks at a few thousand at most. */
export interface EntryList extends Pick<Inbox, "get" | "find" | "latest" | "open" | "channels"> {
  /** The slot of the entry that has the channel and message of `entry`, or a new, empty one behind all others. */
  slotFor(entry: InboxEntry): Slot;
  slots(): readonly Slot[];
  /** The slot's entry is to be `entry`. Must be followed by {@link settle}. */
  begin(slot: Slot, entry: InboxEntry | null): void;
  /** A change has ended, and `stored` stands on disk. With the last one that was begun, this is what the list says. */
  settle(slot: Slot, stored: InboxEntry | null): void;
}

interface ChangingSlot extends Slot {
  turn: number;
  entry: InboxEntry | null;
  stored: InboxEntry | null;
  /** How many changes have begun and not ended. */
  changes: number;
}

/** A list of what stands on disk, in the order of its numbers. New slots have numbers and turns above `highest`. */
export function createEntryList(
  stored: Iterable<{ readonly number: number; readonly turn: number; readonly entry: InboxEntry }>,
  highest: number,
): EntryList {
  const slots = new Map<number, ChangingSlot>();
  for (const { number, turn, entry } of stored) {
    slots.set(number, { number, turn, entry, stored: entry, changes: 0 });
  }
  let next = highest + 1;

  function newestSlot(fits: (entry: InboxEntry) => boolean): Slot | undefined {
    return [...slots.values()].findLast(({ entry }) => entry !== null && fits(entry));
  }

  const newest = (fits: (entry: InboxEntry) => boolean) => newestSlot(fits)?.entry ?? null;

  const named = (channel: InboxEntry["channel"], messageId: string) => (entry: InboxEntry) =>
    entry.messageId === messageId && entry.channel === channel;

  const onPlatform =
    (platform: string) =>
    ({ channel }: InboxEntry) =>
      channel.startsWith(`${platform}:`);

  const entriesOf = (some: Iterable<Slot>) => [...some].flatMap(({ entry }) => entry ?? []);

  return {
    slotFor({ channel, messageId }) {
      const found = newestSlot(named(channel, messageId));
      if (found !== undefined) return found;
      const number = next++;
      const slot = { number, turn: number, entry: null, stored: null, changes: 0 };
      slots.set(slot.number, slot);
      return slot;
    },
    slots: () => [...slots.values()],
    begin({ number }, entry) {
      const slot = slots.get(number);
      if (slot === undefined) return;
      const isAnew = slot.entry !== null && entry !== null && slot.entry.acceptedAt !== entry.acceptedAt;
      if (isAnew) slot.turn = next++;
      slot.entry = entry;
      slot.changes++;
    },
    settle({ number }, stored) {
      const slot = slots.get(number);
      if (slot === undefined) return;
      slot.stored = stored;
      if (--slot.changes > 0) return;
      slot.entry = stored;
      if (stored === null) slots.delete(number);
    },
    get: (channel, messageId) => newest(named(channel, messageId)),
    find: (channel, messageId) =>
      newest(named(channel, messageId)) ??
      newest(
        (entry) => entry.channel === channel && entry.words.some((words) => words.messageId === messageId),
      ),
    latest: (channel) => newest((entry) => entry.channel === channel),
    open: (platform) =>
      entriesOf([...slots.values()].toSorted((a, b) => a.turn - b.turn))
        .filter(onPlatform(platform))
        .filter(({ state }) => state === "open"),
    channels(platform) {
      const latest = new Map<string, InboxEntry>();
      for (const entry of entriesOf(slots.values()).toReversed().filter(onPlatform(platform)))
        if (!latest.has(entry.channel)) latest.set(entry.channel, entry);
      return [...latest.values()];
    },
  };
}

import type { ChannelId, PersonId } from "../../chat.ts";

/** What waits in line: words of one channel, asked for by one person. */
export interface Waiter {
  readonly channel: ChannelId;
  readonly asker: PersonId;
}

/**
 * Whose turn it is: who came first, but of people who already hold a place only when nobody else waits, and never a
 * second answer for a channel that has one under way. Null when nobody can go on.
 */
export function nextInLine<W extends Waiter>(waiting: readonly W[], active: readonly Waiter[]): W | null {
  const busy = new Set(active.map(({ channel }) => channel));
  const holding = new Set(active.map(({ asker }) => asker));
  const ready = waiting.filter(({ channel }) => !busy.has(channel));
  return ready.find(({ asker }) => !holding.has(asker)) ?? ready[0] ?? null;
}

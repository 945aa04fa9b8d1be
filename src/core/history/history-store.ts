import type { ChannelId, PersonId } from "../chat.ts";
import type { Turn } from "../turn.ts";

/** Which message an exchange answers, and who wrote it. */
export interface Source {
  readonly messageId: string;
  readonly person: PersonId;
}

/** An exchange that is kept. */
export interface KeptExchange {
  readonly answer: string;
  /** Nothing was said after it. */
  readonly isLast: boolean;
}

/** Keeps what was said, channel by channel, over restarts. */
export interface HistoryStore extends AsyncDisposable {
  /** Oldest first; empty only for a channel without history. Throws {@link HistoryError} `unreadable` when it cannot tell. */
  load(channel: ChannelId): Promise<readonly Turn[]>;
  /**
   * Adds a finished exchange in the place of the newest `replaces` turns (0: none), all of it or nothing. The oldest
   * exchanges go when a channel holds more than the store keeps. Appends to one channel take effect in the order of the
   * calls. Throws {@link HistoryError}.
   */
  append(channel: ChannelId, exchange: readonly Turn[], replaces: number, source?: Source): Promise<void>;
  /** The exchange that was appended with `messageId` as its source; null when it is not kept. Throws {@link HistoryError} `unreadable`. */
  find(channel: ChannelId, messageId: string): Promise<KeptExchange | null>;
  /** Forgets the channel and says how many turns it had; for 10 minutes {@link restore} can undo it. Throws {@link HistoryError}. */
  clear(channel: ChannelId): Promise<number>;
  /**
   * Puts back what the channel's last {@link clear} removed, in front of what was said since, and says how many turns that
   * were: 0 when there is nothing to restore, or no longer. Throws {@link HistoryError}.
   */
  restore(channel: ChannelId): Promise<number>;
  /** Removes a person's exchanges from the channel for good, and what {@link restore} held; says how many turns. Throws {@link HistoryError}. */
  forgetPerson(channel: ChannelId, person: PersonId): Promise<number>;
  /** Removes the channel for good, and what {@link restore} held; says how many turns it had. Throws {@link HistoryError}. */
  erase(channel: ChannelId): Promise<number>;
  /** Gives the channel's turns to `to`, in front of what was said there. Throws {@link HistoryError}. */
  move(from: ChannelId, to: ChannelId): Promise<void>;
}

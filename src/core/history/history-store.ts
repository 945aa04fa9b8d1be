import type { ChannelId } from "../chat.ts";
import type { Turn } from "../turn.ts";

/** Keeps what was said, channel by channel, over restarts. */
export interface HistoryStore extends AsyncDisposable {
  /** Oldest first; empty only for a channel without history. Throws {@link HistoryError} `unreadable` when it cannot tell. */
  load(channel: ChannelId): Promise<readonly Turn[]>;
  /**
   * Adds a finished exchange, all of its turns or none. The oldest turns go when a channel holds more than the store
   * keeps. Appends to one channel take effect in the order of the calls. Throws {@link HistoryError}.
   */
  append(channel: ChannelId, exchange: readonly Turn[]): Promise<void>;
  /** Takes the last `count` turns away; used to answer a question anew. Throws {@link HistoryError}. */
  dropLast(channel: ChannelId, count: number): Promise<void>;
  /** Forgets the channel and says how many turns it had. Throws {@link HistoryError}. */
  clear(channel: ChannelId): Promise<number>;
}

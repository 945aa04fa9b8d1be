import type { ChannelId } from "../chat.ts";
import type { Turn } from "../turn.ts";

/** Keeps what was said, channel by channel, over restarts. */
export interface HistoryStore extends AsyncDisposable {
  /** Oldest first; empty only for a channel without history. Throws {@link HistoryError} `unreadable` when it cannot tell. */
  load(channel: ChannelId): Promise<readonly Turn[]>;
  /**
   * Adds a finished exchange in the place of the newest `replaces` turns (0: none), all of it or nothing. The oldest
   * exchanges go when a channel holds more than the store keeps. Appends to one channel take effect in the order of the
   * calls. Throws {@link HistoryError}.
   */
  append(channel: ChannelId, exchange: readonly Turn[], replaces: number): Promise<void>;
  /** Forgets the channel and says how many turns it had. Throws {@link HistoryError}. */
  clear(channel: ChannelId): Promise<number>;
}

import type { ChannelId, InboundMessage, Quoted } from "../chat.ts";
import { createRecentMap } from "../recent.ts";

/** What was said in groups lately without being meant for the bot. In memory only. */
export interface Overheard {
  /** Remembers a message, unless it is a bot's. */
  hear(message: InboundMessage): void;
  /** What was said in the channel since the last call, oldest first. */
  take(channel: ChannelId): readonly Quoted[];
}

const CHANNELS = 500;
/** UTF-16 units of one message that are kept. */
const MAX_LENGTH = 500;

/** `count`: so many of the newest messages of each channel; 0 remembers nothing. */
export function createOverheard(count: number): Overheard {
  const channels = createRecentMap<ChannelId, readonly Quoted[]>(CHANNELS);

  return {
    hear({ channel, author, text, facts }) {
      if (count === 0 || facts.authorIsBot || text === "") return;
      const said = { speaker: author.name, text: text.slice(0, MAX_LENGTH).toWellFormed() };
      channels.set(channel, [...(channels.get(channel) ?? []), said].slice(-count));
    },
    take(channel) {
      const said = channels.get(channel) ?? [];
      channels.delete(channel);
      return said;
    },
  };
}

import { type Client, Events, type Message } from "discord.js";
import type { Conversation, KnownChannel } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { ChannelLines } from "./channel-lines.ts";
import { fetchMissed } from "./missed.ts";

interface CatchingUpOptions {
  readonly client: Client;
  readonly core: Conversation;
  /** Resolves when the core has it. */
  readonly handOver: (message: Message) => Promise<void>;
  /** Where what comes meanwhile waits for what was missed before it. */
  readonly lines: ChannelLines;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends every wait. */
  readonly closed: AbortSignal;
}

/**
 * Fetches what was missed, see {@link fetchMissed}, whenever Discord begins to tell of what happens from now on: at the login,
 * and when a connection that dropped gets a new session. One that is resumed was told everything.
 */
export function catchUpOnSessions(options: CatchingUpOptions): void {
  const { client, core, closed } = options;
  /** What was known of the channels when nothing had been missed yet: what is said after a gap says nothing of the gap. */
  let knownAtFirst: readonly KnownChannel[] = core.known("discord");
  const knownAtDrop = new Map<number, readonly KnownChannel[]>();
  let done = Promise.resolve();

  /** One after the other, so that nothing is asked for in a hurry. */
  function catchUp(channels: readonly KnownChannel[]): void {
    done = done.then(() => fetchMissed({ ...options, channels, signal: closed }));
  }

  client.once(Events.ClientReady, () => {
    catchUp(knownAtFirst);
    knownAtFirst = [];
  });
  client.on(Events.ShardReconnecting, (shard) => {
    if (!knownAtDrop.has(shard)) knownAtDrop.set(shard, core.known("discord"));
  });
  client.on(Events.ShardResume, (shard) => void knownAtDrop.delete(shard));
  client.on(Events.ShardReady, (shard) => {
    const channels = knownAtDrop.get(shard);
    knownAtDrop.delete(shard);
    if (channels && client.isReady()) catchUp(channels);
  });
}

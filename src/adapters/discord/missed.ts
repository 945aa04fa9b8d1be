import { type Client, type Message, SnowflakeUtil } from "discord.js";
import type { KnownChannel } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { ChannelLines } from "./channel-lines.ts";
import { failureFields } from "./failure.ts";
import { keepTrying } from "./persistence.ts";
import { readPlace } from "./reply-place.ts";
import { snowflakeSchema } from "./snowflake.ts";

const MAX_CHANNELS = 50;
/** Who waited for longer has gone on to something else. */
const MAX_AGE_MS = 10 * 60_000;
const PAGE = 100;
const MAX_PAGES = 3;
const ATTEMPTS = 3;
/** What comes meanwhile waits no longer for what came before it. */
const HOLD_MS = 5_000;

export interface MissedOptions {
  readonly client: Client;
  /** Where something may have been missed, the most recent first. */
  readonly channels: readonly KnownChannel[];
  /** Resolves when the core has it. */
  readonly handOver: (message: Message) => Promise<void>;
  readonly lines: ChannelLines;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Fetches what people said in the first 50 of `channels` after the newest message that was taken there, not older than ten
 * minutes, and hands it over, oldest first. One channel after the other; those that fail are logged and left. What comes
 * meanwhile waits in its line for up to five seconds: taken first, it would be the newest of its channel, and after a crash
 * nobody would look before it. Never rejects.
 */
export async function fetchMissed({ channels, log, lines, ...options }: MissedOptions): Promise<void> {
  const { clock, signal } = options;
  const over = new AbortController();
  const held = clock.sleep(HOLD_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
  let fetched = Promise.resolve();

  async function fetchOne({ channel, lastMessageId }: KnownChannel, channelId: string): Promise<void> {
    try {
      await fetchChannel(channelId, later(lastMessageId, tooOld()), options);
    } catch (error) {
      if (signal.aborted) return;
      log.warn("What was said while Discord was away could not be fetched", {
        channel,
        ...failureFields(error),
      });
    }
  }

  for (const known of channels.slice(0, MAX_CHANNELS)) {
    const location = readPlace(known.place);
    if (location === null) continue;
    const { channelId } = location;
    const own = (fetched = fetched.then(() => fetchOne(known, channelId)));
    void lines.run(channelId, () => Promise.race([own, held])); // neither rejects
  }
  await fetched;
  over.abort();
}

async function fetchChannel(
  channelId: string,
  since: string,
  { client, handOver, clock, signal }: Omit<MissedOptions, "channels" | "log" | "lines">,
): Promise<void> {
  const patience = { clock, signal, attempts: ATTEMPTS };
  const channel = await keepTrying(() => client.channels.fetch(channelId), patience);
  if (!channel?.isTextBased()) return;
  let after = since;
  for (let page = 0; page < MAX_PAGES; page++) {
    const fetched = await keepTrying(
      // Not kept: the library drops events of messages that it knows.
      () => channel.messages.fetch({ after, limit: PAGE, cache: false }),
      patience,
    );
    const messages = [...fetched.values()].toSorted((a, b) => (isLater(a.id, b.id) ? 1 : -1));
    for (const message of messages) {
      if (!message.author.bot && message.webhookId === null && !message.system) await handOver(message);
    }
    const newest = messages.at(-1)?.id;
    if (newest === undefined || messages.length < PAGE) return;
    after = newest;
  }
}

function tooOld(): string {
  return SnowflakeUtil.generate({ timestamp: Date.now() - MAX_AGE_MS }).toString();
}

/** The later of two ids; `id` may be one of the core's own, which says nothing of when. */
function later(id: string, floor: string): string {
  return snowflakeSchema.safeParse(id).success && isLater(id, floor) ? id : floor;
}

function isLater(id: string, other: string): boolean {
  return BigInt(id) > BigInt(other);
}

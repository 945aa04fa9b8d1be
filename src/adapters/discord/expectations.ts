import { z } from "zod";
import type { Conversation } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { createRecentMap } from "../../core/recent.ts";
import { conversationIn } from "./identity.ts";
import { snowflakeSchema } from "./snowflake.ts";

const typingSchema = z.object({
  channel_id: snowflakeSchema,
  user_id: snowflakeSchema,
  /** In a server. In a direct chat nobody types but the person and the bot. */
  member: z.object({ user: z.object({ bot: z.boolean().optional() }) }).optional(),
});

/** Discord says it every ten seconds of whoever goes on typing, and of each who types. */
const AT_MOST_EVERY_MS = 10_000;
const CHANNELS_REMEMBERED = 1_000;

/**
 * Hears that somebody types, as it comes over the wire, and has the core expect a question there: of people only, and at most
 * once in ten seconds for a channel.
 */
export function createExpectations({ core, clock }: { readonly core: Conversation; readonly clock: Clock }) {
  const lastAt = createRecentMap<string, number>(CHANNELS_REMEMBERED);
  return (event: unknown, botId: string): void => {
    const { data } = typingSchema.safeParse(event);
    if (data === undefined || data.user_id === botId || data.member?.user.bot === true) return;
    const last = lastAt.get(data.channel_id);
    if (last !== undefined && clock.now() - last < AT_MOST_EVERY_MS) return;
    lastAt.set(data.channel_id, clock.now());
    core.expect(conversationIn({ channelId: data.channel_id }));
  };
}

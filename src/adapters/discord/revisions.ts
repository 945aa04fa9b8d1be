import type { Client } from "discord.js";
import { z } from "zod";
import { namesIn } from "./names.ts";
import { readableText } from "./readable-text.ts";
import { snowflakeSchema } from "./snowflake.ts";

/**
 * Discord also tells of a message anew when it has looked at the addresses in it, or when it was pinned: then it was not
 * edited, or says nothing new. What the bot may not read comes without content.
 */
const editSchema = z.object({
  id: snowflakeSchema,
  channel_id: snowflakeSchema,
  guild_id: snowflakeSchema.optional(),
  content: z.string().min(1),
  edited_timestamp: z.string(),
  author: z.object({ bot: z.literal(false).optional() }),
  webhook_id: z.undefined().optional(),
  mentions: z
    .array(
      z.object({
        id: z.string(),
        username: z.string(),
        global_name: z.string().nullish(),
        member: z.object({ nick: z.string().nullish() }).optional(),
      }),
    )
    .default([]),
});

/** What a message says after a person edited it. */
export interface Revision {
  readonly channelId: string;
  readonly messageId: string;
  /** The mention of the bot taken out, trimmed. */
  readonly text: string;
}

/** Reads an event as it comes over the wire; null when no person has changed what a message says. */
export function toRevision(event: unknown, client: Client<true>): Revision | null {
  const { data } = editSchema.safeParse(event);
  if (data === undefined) return null;
  const { id, channel_id: channelId, guild_id: guildId = null, content, mentions } = data;
  const names = namesIn(client, guildId, (id) => {
    const user = mentions.find((mentioned) => mentioned.id === id);
    return user && (user.member?.nick ?? user.global_name ?? user.username);
  });
  return { channelId, messageId: id, text: readableText(content, client.user.id, names) };
}

import { makeURLSearchParams, type REST, Routes } from "discord.js";
import { z } from "zod";
import { readButtonData } from "./controls.ts";
import type { ReplyLocation } from "./reply-place.ts";
import { snowflakeSchema } from "./snowflake.ts";

const rowSchema = z.object({
  components: z.array(z.object({ custom_id: z.string().optional() })).default([]),
});

const messageSchema = z
  .object({
    id: snowflakeSchema,
    content: z.string(),
    author: z.object({ id: z.string() }),
    components: z.array(rowSchema).default([]),
    message_reference: z.object({ message_id: z.string().optional() }).nullish(),
  })
  .transform(({ id, content, author, components, message_reference }) => ({
    id,
    content,
    authorId: author.id,
    /** The data of its one button; null without. */
    button: components[0]?.components[0]?.custom_id ?? null,
    answers: message_reference?.message_id ?? null,
  }));

/** A message as Discord has it. */
export type PostedMessage = z.infer<typeof messageSchema>;

/** Reads what Discord says of a message. Throws when it says something else. */
export function readPostedMessage(payload: unknown): PostedMessage {
  return messageSchema.parse(payload);
}

/** What to look for: a message of `botId`'s in answer to the location's question, posted after the message `after`. */
interface Wanted extends Pick<ReplyLocation, "channelId" | "questionId"> {
  readonly botId: string;
  readonly after: string;
}

/** The first message that an earlier run posted without learning its id; null when there is none. Throws what `rest` does. */
export async function findEarlierPost(
  rest: REST,
  { channelId, questionId, botId, after }: Wanted,
  signal: AbortSignal,
): Promise<PostedMessage | null> {
  const query = makeURLSearchParams({ after, limit: 100 });
  const newestFirst = z
    .array(messageSchema)
    .parse(await rest.get(Routes.channelMessages(channelId), { query, signal }));
  const isIt = ({ authorId, answers, button }: PostedMessage) =>
    authorId === botId &&
    (answers === questionId || (button !== null && readButtonData(button)?.question === questionId));
  return newestFirst.findLast(isIt) ?? null;
}

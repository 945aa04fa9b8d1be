import { z } from "zod";
import type { ReplyPlace } from "../../core/chat.ts";
import { snowflakeSchema } from "./snowflake.ts";

const schema = z
  .strictObject({
    /** The channel, thread or direct chat to show the reply in. */
    channelId: snowflakeSchema,
    /** The message that the first part answers visibly; null: the reply stands for itself. */
    questionId: snowflakeSchema.nullable(),
    /** Of the person who is answered. */
    language: z.enum(["zh", "en"]),
  })
  .readonly();

/** Where a reply goes on Discord. */
export type ReplyLocation = z.infer<typeof schema>;

/** `location` in the form that the core keeps. */
export function writePlace({ channelId, questionId, language }: ReplyLocation): ReplyPlace {
  return JSON.stringify({ channelId, questionId, language });
}

/** What {@link writePlace} wrote; null for anything else. */
export function readPlace(place: ReplyPlace): ReplyLocation | null {
  try {
    return schema.parse(JSON.parse(place));
  } catch {
    return null; // another version's, or no JSON at all
  }
}

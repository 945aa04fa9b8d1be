import type { Chat, Message } from "grammy/types";
import { z } from "zod";
import { channelId, type ChannelId, type ReplyPlace } from "../../core/chat.ts";
import { languageFor } from "../../core/language.ts";

const placeSchema = z
  .strictObject({
    chatId: z.int(),
    /** The forum topic, in chats that have them. */
    threadId: z.int().optional(),
    /** The message that is answered. */
    messageId: z.int().optional(),
    direct: z.boolean(),
    /** Of the person who is answered. */
    language: z.enum(["zh", "en"]).optional(),
  })
  .readonly();

/** Where a reply goes: below the message it answers. */
export type Place = z.infer<typeof placeSchema>;

/** Where the reply to `message` goes. */
export function placeOf(message: Message): Place {
  const { chat, from, message_id: messageId } = message;
  const threadId = topicOf(message);
  return {
    chatId: chat.id,
    ...(threadId === undefined ? {} : { threadId }),
    messageId,
    direct: chat.type === "private",
    language: languageFor(from?.language_code, message.text ?? message.caption ?? ""),
  };
}

/** `place` in the form that the core keeps. */
export function writePlace(place: Place): ReplyPlace {
  return JSON.stringify(place);
}

/** What {@link writePlace} wrote; null for anything else. */
export function readPlace(written: ReplyPlace): Place | null {
  try {
    return placeSchema.parse(JSON.parse(written));
  } catch {
    return null; // another version's, or no JSON at all
  }
}

/** What says in which room of a chat a message stands. */
type Standing = Pick<Message, "is_topic_message" | "message_thread_id"> & { readonly chat: Chat };

/** The channel that a message belongs to: its chat, or its topic where there are topics. */
export function channelOf(message: Standing): ChannelId {
  const topic = topicOf(message);
  const chat = String(message.chat.id);
  return topic === undefined ? channelId("telegram", chat) : channelId("telegram", chat, String(topic));
}

/** The chat that a message's topic belongs to, which is also the channel of "General"; nothing outside of topics. */
export function parentOf(message: Standing): { readonly parent?: ChannelId } {
  return topicOf(message) === undefined ? {} : { parent: channelId("telegram", String(message.chat.id)) };
}

/** The forum topic that a message was written in; undefined outside of topics, "General" included. */
function topicOf({ is_topic_message, message_thread_id }: Standing): number | undefined {
  // Replies in ordinary groups carry a thread id as well.
  return is_topic_message === true ? message_thread_id : undefined;
}

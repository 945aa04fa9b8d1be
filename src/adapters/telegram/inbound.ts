import type { Message, MessageEntity } from "grammy/types";
import {
  channelId,
  COMMAND_NAMES,
  type ChannelId,
  type CommandCall,
  type InboundMessage,
  type Person,
} from "../../core/chat.ts";
import { languageFor } from "../../core/language.ts";
import { leadingCommand, type Words } from "./commands.ts";

/** The bot's own account. */
export interface Me {
  readonly id: number;
  readonly username: string;
}

/** What a Telegram message is to the core. */
export type Inbound =
  | { readonly kind: "message"; readonly message: InboundMessage }
  | { readonly kind: "command"; readonly call: CommandCall };

/**
 * Reads a message; null for what the core need not know of: service messages, commands to other bots or by bots, and
 * in groups whatever has no words. The person's `managesChannel` is true where the message itself shows it (private
 * chats, anonymous administrators); for everybody else it has to be looked up where it matters, which is for commands.
 */
export function toInbound(message: Message, me: Me): Inbound | null {
  const { chat, from } = message;
  const direct = chat.type === "private";
  if (chat.type === "channel" || (!hasWords(message) && !(direct && hasOtherContent(message)))) return null;

  const words = wordsOf(message);
  const command = leadingCommand(words);
  if (command?.bot !== undefined && command.bot !== me.username.toLowerCase()) return null;

  const authorIsBot = isFromBot(message);
  const channel = channelOf(message);
  const person = personOf(message);
  const origins = originsOf(message);
  const name = COMMAND_NAMES.find((name) => name === command?.name);
  if (name !== undefined) {
    const language = languageFor(from?.language_code, words.text);
    return authorIsBot
      ? null
      : { kind: "command", call: { name, channel, person, origins, direct, language } };
  }

  const asked = command?.name === "ask" ? [command.entity] : [];
  const mentions = words.entities.filter((entity) => isMentionOf(me, words.text, entity));
  return {
    kind: "message",
    message: {
      channel,
      id: String(message.message_id),
      author: person,
      text: without(words.text, [...asked, ...mentions]),
      facts: {
        kind: direct ? "direct" : "group",
        mentionsBot: asked.length + mentions.length > 0,
        repliesToBot: isReplyTo(me, message),
        authorIsBot,
      },
      origins,
      ...(from?.language_code === undefined ? {} : { locale: from.language_code }),
    },
  };
}

/** The forum topic that a message was written in; undefined outside of topics, "General" included. */
export function topicOf({ is_topic_message, message_thread_id }: Message): number | undefined {
  // Replies in ordinary groups carry a thread id as well.
  return is_topic_message === true ? message_thread_id : undefined;
}

function hasWords(message: Message): boolean {
  return (message.text ?? message.caption ?? "") !== "";
}

/** Whether a message without words was still said by somebody, and not by Telegram about the chat. */
function hasOtherContent(message: Message): boolean {
  return OTHER_CONTENT.some((kind) => message[kind] !== undefined);
}

const OTHER_CONTENT = [
  "animation",
  "audio",
  "checklist",
  "contact",
  "dice",
  "document",
  "game",
  "location",
  "paid_media",
  "photo",
  "poll",
  "sticker",
  "story",
  "venue",
  "video",
  "video_note",
  "voice",
] as const satisfies readonly (keyof Message)[];

function wordsOf(message: Message): Words {
  return {
    text: message.text ?? message.caption ?? "",
    entities: message.entities ?? message.caption_entities ?? [],
  };
}

function channelOf(message: Message): ChannelId {
  const topic = topicOf(message);
  const chat = String(message.chat.id);
  return topic === undefined ? channelId("telegram", chat) : channelId("telegram", chat, String(topic));
}

/** An administrator who writes in the group's own name, so that nobody can tell which one. */
function isAnonymousAdmin({ chat, sender_chat }: Message): boolean {
  return sender_chat?.id === chat.id;
}

function isFromBot(message: Message): boolean {
  if (message.via_bot !== undefined || message.is_automatic_forward === true) return true;
  // Telegram speaks for anonymous administrators, and for people who write as a channel, through bots of its own.
  return message.from === undefined || (message.from.is_bot && !isAnonymousAdmin(message));
}

function personOf(message: Message): Person {
  const { chat, from, sender_chat } = message;
  const direct = chat.type === "private";
  if (from === undefined || isAnonymousAdmin(message)) {
    const speaker = sender_chat ?? chat;
    const managesChannel = direct || isAnonymousAdmin(message);
    return { id: `telegram:${speaker.id}`, name: speaker.title ?? speaker.first_name ?? "", managesChannel };
  }
  const name = [from.first_name, from.last_name ?? ""].join(" ").trim();
  return { id: `telegram:${from.id}`, name, managesChannel: direct };
}

function originsOf(message: Message): readonly string[] {
  const chat = `telegram:chat:${message.chat.id}`;
  // All anonymous administrators of all groups share one account, which therefore says nothing of who speaks.
  if (message.from === undefined || isAnonymousAdmin(message)) return [chat];
  return [chat, `telegram:user:${message.from.id}`];
}

function isMentionOf(me: Me, text: string, entity: MessageEntity): boolean {
  if (entity.type === "text_mention") return entity.user.id === me.id;
  if (entity.type !== "mention") return false;
  const mentioned = text.slice(entity.offset, entity.offset + entity.length);
  return mentioned.toLowerCase() === `@${me.username.toLowerCase()}`;
}

function isReplyTo(me: Me, { reply_to_message: original }: Message): boolean {
  // What is written in a topic counts as a reply to the message that opened it.
  return original?.from?.id === me.id && original.forum_topic_created === undefined;
}

/** `text` without the parts that `cuts` cover, trimmed. */
function without(text: string, cuts: readonly MessageEntity[]): string {
  let kept = "";
  let end = 0;
  for (const { offset, length } of cuts.toSorted((a, b) => a.offset - b.offset)) {
    kept += text.slice(end, offset);
    end = offset + length;
  }
  return (kept + text.slice(end)).trim();
}

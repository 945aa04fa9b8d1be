import type { Message, MessageEntity } from "grammy/types";
import { COMMAND_NAMES, type CommandCall, type InboundMessage } from "../../core/chat.ts";
import { languageFor } from "../../core/language.ts";
import { leadingCommand, type Words } from "./commands.ts";
import { channelOf, parentOf, placeOf, writePlace } from "./place.ts";
import { quotedIn, repliedTo } from "./reference.ts";
import { isFromBot, originsOf, personOf, type Me } from "./sender.ts";

/** What a Telegram message is to the core. What the bot hears in a chat is not in the message. */
export type Inbound =
  | { readonly kind: "message"; readonly message: InboundMessage }
  | { readonly kind: "command"; readonly call: Omit<CommandCall, "hears"> };

/**
 * Reads a message; null for what the core need not know of: service messages, commands to other bots or by bots, and
 * in groups whatever has no words. See {@link personOf} on who manages the channel.
 */
export function toInbound(message: Message, me: Me): Inbound | null {
  const { chat, from } = message;
  const direct = chat.type === "private";
  if (chat.type === "channel" || (!hasWords(message) && !(direct && hasOtherContent(message)))) return null;

  const words = wordsOf(message);
  const command = leadingCommand(words);
  if (command?.bot !== undefined && command.bot !== me.username.toLowerCase()) return null;

  const authorIsBot = isFromBot(message);
  const where = { channel: channelOf(message), ...parentOf(message) };
  const person = personOf(message);
  const origins = originsOf(message);
  const place = writePlace(placeOf(message));
  const name = COMMAND_NAMES.find((name) => name === command?.name);
  if (name !== undefined && command !== undefined) {
    if (authorIsBot) return null;
    const language = languageFor(from?.language_code, words.text);
    const text = name === "settings" ? without(words.text, [command.entity]) : "";
    const said = text === "" ? {} : { text };
    return { kind: "command", call: { name, ...where, person, origins, direct, language, place, ...said } };
  }

  const asked = command?.name === "ask" ? [command.entity] : [];
  const people = words.entities.filter(({ type }) => type === "mention" || type === "text_mention");
  const mentions = people.filter((entity) => isMentionOf(me, words.text, entity));
  const answered = repliedTo(message, me);
  const quoted = quotedIn(message, me);
  return {
    kind: "message",
    message: {
      ...where,
      id: String(message.message_id),
      author: person,
      text: without(words.text, [...asked, ...mentions]),
      facts: {
        kind: direct ? "direct" : "group",
        mentionsBot: asked.length + mentions.length > 0,
        repliesToBot: answered === "bot",
        mentionsOthers: people.length > mentions.length || answered === "other",
        authorIsBot,
      },
      origins,
      ...(from?.language_code === undefined ? {} : { locale: from.language_code }),
      place,
      ...(quoted === undefined ? {} : { quoted }),
    },
  };
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

function isMentionOf(me: Me, text: string, entity: MessageEntity): boolean {
  if (entity.type === "text_mention") return entity.user.id === me.id;
  if (entity.type !== "mention") return false;
  const mentioned = text.slice(entity.offset, entity.offset + entity.length);
  return mentioned.toLowerCase() === `@${me.username.toLowerCase()}`;
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

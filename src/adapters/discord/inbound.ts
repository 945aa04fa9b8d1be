import { type Message, PermissionFlagsBits } from "discord.js";
import type { AddressingFacts, InboundMessage, Person } from "../../core/chat.ts";
import { languageFor } from "../../core/language.ts";
import { conversationIn, originsOf, parentOf, personId } from "./identity.ts";
import { namesIn } from "./names.ts";
import { readableText } from "./readable-text.ts";
import { type ReplyLocation, writePlace } from "./reply-place.ts";

/**
 * What `message` says, as the core sees it, but for what it refers to; null when there is nothing to hand over: the bot's own
 * messages, and those whose content Discord keeps from a bot that is not mentioned.
 */
export function toInbound(message: Message): InboundMessage | null {
  const botId = message.client.user.id;
  if (message.author.id === botId) return null;
  const facts = factsOf(message, botId);
  const text = textOf(message);
  if (text === "" && facts.kind !== "direct" && !facts.mentionsBot) return null;
  const { guildId, channel, channelId } = message;
  const place = { guildId, channelId, parentId: channel.isThread() ? channel.parentId : null };
  return {
    channel: conversationIn(place),
    ...parentOf(place),
    id: message.id,
    author: authorOf(message),
    text,
    facts,
    origins: originsOf(place, message.author.id),
    place: writePlace(answerLocation(message, text)),
  };
}

/** Where the answer to `message`, which says `text`, goes. Discord does not tell what language its author speaks. */
export function answerLocation({ channelId, id }: Message, text: string): ReplyLocation {
  return { channelId, questionId: id, language: languageFor(undefined, text) };
}

/** What `message` says, mentions of the bot taken out. */
export function textOf({ client, content, guildId, mentions }: Message): string {
  const names = namesIn(
    client,
    guildId,
    (id) => mentions.members?.get(id)?.displayName ?? mentions.users.get(id)?.displayName,
  );
  return readableText(content, client.user.id, names);
}

/** What others call the one who wrote `message`. */
export function speakerOf({ author, member }: Message): string {
  return member?.displayName ?? author.displayName;
}

function factsOf(message: Message, botId: string): AddressingFacts {
  const { author, mentions, webhookId, system } = message;
  return {
    kind: kindOf(message),
    // Not `mentions.has`, which also counts @everyone and the bot's roles.
    mentionsBot: mentions.users.has(botId),
    repliesToBot: mentions.repliedUser?.id === botId,
    mentionsOthers: mentionsOthers(message, botId),
    authorIsBot: author.bot || webhookId !== null || system,
  };
}

/** Roles and @everyone are other people too. */
function mentionsOthers({ author, guildId, mentions }: Message, botId: string): boolean {
  const isOther = ({ id }: { readonly id: string }) => id !== botId && id !== author.id;
  if (mentions.users.some(isOther)) return true;
  if (mentions.repliedUser !== null && isOther(mentions.repliedUser)) return true;
  return guildId !== null && (mentions.everyone || mentions.roles.size > 0);
}

function kindOf({ channel }: Message): AddressingFacts["kind"] {
  if (channel.isDMBased()) return "direct";
  return channel.isThread() ? "thread" : "group";
}

function authorOf(message: Message): Person {
  const { author, member, guildId } = message;
  return {
    id: personId(author.id),
    name: speakerOf(message),
    managesChannel: guildId === null || (member?.permissions.has(PermissionFlagsBits.ManageGuild) ?? false),
  };
}

import { type Message, PermissionFlagsBits } from "discord.js";
import type { AddressingFacts, InboundMessage, Person } from "../../core/chat.ts";
import { conversationIn, originsOf, personId } from "./identity.ts";
import { readableText } from "./readable-text.ts";

/**
 * What `message` says, as the core sees it; null when there is nothing to hand over: the bot's own messages, and those
 * whose content Discord keeps from a bot that is not mentioned.
 */
export function toInbound(message: Message, botId: string): InboundMessage | null {
  if (message.author.id === botId) return null;
  const facts = factsOf(message, botId);
  const text = textOf(message, botId);
  if (text === "" && facts.kind !== "direct" && !facts.mentionsBot) return null;
  return {
    channel: conversationIn(message),
    id: message.id,
    author: authorOf(message),
    text,
    facts,
    origins: originsOf(
      {
        guildId: message.guildId,
        channelId: message.channelId,
        parentId: message.channel.isThread() ? message.channel.parentId : null,
      },
      message.author.id,
    ),
  };
}

function factsOf(message: Message, botId: string): AddressingFacts {
  return {
    kind: kindOf(message),
    // Not `mentions.has`, which also counts @everyone and the bot's roles.
    mentionsBot: message.mentions.users.has(botId),
    repliesToBot: message.mentions.repliedUser?.id === botId,
    authorIsBot: message.author.bot || message.webhookId !== null || message.system,
  };
}

function kindOf({ channel }: Message): AddressingFacts["kind"] {
  if (channel.isDMBased()) return "direct";
  return channel.isThread() ? "thread" : "group";
}

function authorOf({ author, member, guildId }: Message): Person {
  return {
    id: personId(author.id),
    name: member?.displayName ?? author.displayName,
    managesChannel: guildId === null || (member?.permissions.has(PermissionFlagsBits.ManageGuild) ?? false),
  };
}

function textOf({ content, mentions }: Message, botId: string): string {
  return readableText(content, botId, {
    user: (id) => mentions.members?.get(id)?.displayName ?? mentions.users.get(id)?.displayName,
    role: (id) => mentions.roles.get(id)?.name,
    channel(id) {
      const channel = mentions.channels.get(id);
      return channel && "name" in channel ? (channel.name ?? undefined) : undefined;
    },
  });
}

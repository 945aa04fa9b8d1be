import {
  ApplicationCommandType,
  type ChatInputCommandInteraction,
  type Client,
  InteractionContextType,
  Locale,
  PermissionFlagsBits,
} from "discord.js";
import { type CommandCall, COMMAND_NAMES, type CommandName } from "../../core/chat.ts";
import { languageFor } from "../../core/language.ts";
import { conversationIn, originsOf, personId } from "./identity.ts";

/** What the menu says about each command. `start` is Telegram's custom; nobody looks for it here. */
const DESCRIPTIONS: Readonly<Record<Exclude<CommandName, "start">, Description>> = {
  help: {
    en: "What I can do and how to talk to me",
    cn: "我能做什么，怎么和我聊天",
    tw: "我能做什麼，怎麼和我聊天",
  },
  reset: {
    en: "Forget what was said in this channel",
    cn: "忘记本频道之前的对话",
    tw: "忘記本頻道之前的對話",
  },
  stop: { en: "Stop the answer being written", cn: "停止正在写的回答", tw: "停止正在寫的回答" },
  retry: { en: "Answer the last question anew", cn: "重新回答上一个问题", tw: "重新回答上一個問題" },
  status: { en: "How I am doing right now", cn: "查看我现在的状态", tw: "查看我現在的狀態" },
};

interface Description {
  readonly en: string;
  readonly cn: string;
  readonly tw: string;
}

/** Makes the bot's commands be exactly ours, everywhere. Safe to repeat. Rejects with what the library throws. */
export async function registerCommands(client: Client<true>): Promise<void> {
  await client.application.commands.set(
    Object.entries(DESCRIPTIONS).map(([name, { en, cn, tw }]) => ({
      type: ApplicationCommandType.ChatInput,
      name,
      description: en,
      descriptionLocalizations: { [Locale.ChineseCN]: cn, [Locale.ChineseTW]: tw },
      contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    })),
  );
}

/** What a slash command asks of the core; null when it is none of ours. */
export function toCommandCall(interaction: ChatInputCommandInteraction): CommandCall | null {
  const name = COMMAND_NAMES.find((known) => known === interaction.commandName);
  if (name === undefined) return null;
  const { channel, channelId, guildId, user } = interaction;
  const place = { guildId, channelId, parentId: channel?.isThread() === true ? channel.parentId : null };
  const direct = guildId === null;
  return {
    name,
    channel: conversationIn(place),
    person: {
      id: personId(user.id),
      name: interaction.inCachedGuild() ? interaction.member.displayName : user.displayName,
      // The menu's own permissions can be changed by a server, so the right is asked for here.
      managesChannel:
        direct || (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false),
    },
    origins: originsOf(place, user.id),
    direct,
    language: languageFor(interaction.locale, ""),
  };
}

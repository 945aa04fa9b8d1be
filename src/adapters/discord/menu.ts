import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  type ChatInputApplicationCommandData,
  type Client,
  InteractionContextType,
} from "discord.js";
import type { CommandName } from "../../core/chat.ts";
import { type Described, localized, SETTINGS_OPTIONS } from "./settings-options.ts";

/** What the menu says about each command. `start` is Telegram's custom; nobody looks for it here. */
const DESCRIPTIONS: Readonly<Record<Exclude<CommandName, "start">, Described>> = {
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
  undo: { en: "Take the last reset back", cn: "撤销上一次重置", tw: "復原上一次重設" },
  forget: {
    en: "Forget what I said here",
    cn: "忘记我在这里说过的话",
    tw: "忘記我在這裡說過的話",
  },
  stop: { en: "Stop the answer being written", cn: "停止正在写的回答", tw: "停止正在寫的回答" },
  retry: { en: "Answer the last question anew", cn: "重新回答上一个问题", tw: "重新回答上一個問題" },
  status: { en: "How I am doing right now", cn: "查看我现在的状态", tw: "查看我現在的狀態" },
  settings: {
    en: "How I answer in this channel, and how to change it",
    cn: "查看和修改我在本频道的回答方式",
    tw: "查看和修改我在本頻道的回答方式",
  },
  sources: {
    en: "Which documents my last answer came from",
    cn: "上一个回答参考了哪些文档",
    tw: "上一個回答參考了哪些文件",
  },
};

const MENU: readonly ChatInputApplicationCommandData[] = Object.entries(DESCRIPTIONS).map(
  ([name, described]) => ({
    type: ApplicationCommandType.ChatInput,
    name,
    description: described.en,
    descriptionLocalizations: localized(described),
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integrationTypes: [ApplicationIntegrationType.GuildInstall],
    options: name === "settings" ? SETTINGS_OPTIONS : [],
    // Everybody may look; who may change what is checked when it is given.
    defaultMemberPermissions: null,
  }),
);

/**
 * Makes the bot's commands be exactly ours, everywhere; when they are already, nothing is touched. Rejects with what the
 * library throws.
 */
export async function registerCommands({ application }: Client<true>): Promise<void> {
  const registered = await application.commands.fetch({ withLocalizations: true });
  const isThere = (wanted: ChatInputApplicationCommandData) =>
    registered.some((command) => command.equals(wanted));
  if (registered.size === MENU.length && MENU.every(isThere)) return;
  await application.commands.set(MENU);
}

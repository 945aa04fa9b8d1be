import { isDeepStrictEqual } from "node:util";
import type { Api } from "grammy";
import type { BotCommand, MessageEntity } from "grammy/types";
import type { Language } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import { callFailure } from "./failures.ts";
import { grammySignal, type GrammySignal } from "./grammy-signal.ts";

/** What somebody wrote, in a message or below a picture. Offsets of entities count UTF-16 units, as strings do. */
export interface Words {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

/** A message's leading `/name` or `/name@SomeBot`. */
export interface WrittenCommand {
  /** In lower case, without the slash. */
  readonly name: string;
  /** The username behind the `@`, in lower case; undefined when whoever feels meant may answer. */
  readonly bot: string | undefined;
  readonly entity: MessageEntity;
}

/** The command that a message starts with, if it does. */
export function leadingCommand({ text, entities }: Words): WrittenCommand | undefined {
  const entity = entities.find(({ type, offset }) => type === "bot_command" && offset === 0);
  if (entity === undefined) return undefined;
  const [name = "", bot] = text.slice(1, entity.length).toLowerCase().split("@");
  return { name, bot, entity };
}

/** Telegram takes languages of two letters only, so all who use it in Chinese get the same words, whatever their script. */
const MENU: Readonly<Record<Language, readonly BotCommand[]>> = {
  en: [
    { command: "ask", description: "Ask me something, in a group too" },
    { command: "stop", description: "Stop the answer that is being written" },
    { command: "retry", description: "Answer the last question anew" },
    { command: "reset", description: "Forget this conversation" },
    { command: "undo", description: "Remember what was just forgotten" },
    { command: "forget", description: "Delete for good what you told me here" },
    { command: "status", description: "How I am doing" },
    { command: "sources", description: "Which documents my last answer came from" },
    { command: "settings", description: "How I answer here, and how to change it" },
    { command: "help", description: "What I can do" },
    { command: "start", description: "Say hello" },
  ],
  zh: [
    { command: "ask", description: "向我提问，在群里也可以" },
    { command: "stop", description: "停止正在写的回答" },
    { command: "retry", description: "重新回答上一个问题" },
    { command: "reset", description: "忘记这段对话" },
    { command: "undo", description: "找回刚刚忘记的内容" },
    { command: "forget", description: "彻底删除你在这里对我说过的话" },
    { command: "status", description: "查看运行状况" },
    { command: "sources", description: "上一个回答参考了哪些文档" },
    { command: "settings", description: "查看和修改我在这里的回答方式" },
    { command: "help", description: "查看我能做什么" },
    { command: "start", description: "打个招呼" },
  ],
};

/**
 * Puts the bot's commands into everybody's menu: in Chinese for those who use Telegram in Chinese, else in English. A menu that
 * is right already is left alone; a failure is only logged. Never rejects.
 */
export async function offerCommands(api: Api, log: Log, signal: AbortSignal): Promise<void> {
  try {
    await offer(api, MENU.en, {}, grammySignal(signal));
    await offer(api, MENU.zh, { language_code: "zh" }, grammySignal(signal));
  } catch (error) {
    if (signal.aborted) return;
    const { reason } = callFailure(error);
    log.warn("Telegram's menu of commands could not be set; the commands work all the same", { reason });
  }
}

async function offer(
  api: Api,
  wanted: readonly BotCommand[],
  audience: { readonly language_code?: "zh" },
  signal: GrammySignal,
): Promise<void> {
  const offered = await api.getMyCommands(audience, signal);
  if (isDeepStrictEqual(offered, wanted)) return;
  await api.setMyCommands(wanted, audience, signal);
}

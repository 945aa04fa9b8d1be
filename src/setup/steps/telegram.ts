import { checkTelegramToken, type TelegramBot } from "../../doctor/telegram-token.ts";
import type { Talk } from "../talk.ts";
import { askForToken } from "./token.ts";

/** The token. Resolves with the bot; null without one, or when Telegram was not reached. */
export async function askForTelegram(talk: Talk, apiUrl: string | undefined): Promise<TelegramBot | null> {
  const { prompt, texts } = talk;
  prompt.say(texts.telegram);
  const bot = await askForToken(talk, "TELEGRAM_TOKEN", (token, signal) =>
    checkTelegramToken({ token, apiUrl }, signal),
  );
  if (bot === null) return null;
  prompt.say(texts.tokenAccepted(`@${bot.username}`));
  prompt.say(bot.readsGroups ? texts.privacyOff : texts.privacyOn);
  return bot;
}

import { checkDiscordToken, type DiscordBot } from "../../doctor/discord-token.ts";
import type { Talk } from "../talk.ts";
import { askForToken } from "./token.ts";

const READS_ALL = "DISCORD_MESSAGE_CONTENT";

/** The token, and whether the bot reads all messages. Resolves with the bot; null without one, or when Discord was not reached. */
export async function askForDiscord(talk: Talk, apiUrl: string | undefined): Promise<DiscordBot | null> {
  const { prompt, questions, texts, draft } = talk;
  const check = (token: string, signal: AbortSignal) => checkDiscordToken({ token, apiUrl }, signal);
  prompt.say(texts.discord);
  const bot = await askForToken(talk, "DISCORD_TOKEN", check);
  const token = draft.get("DISCORD_TOKEN");
  if (token === "") return null;
  if (bot !== null) prompt.say(texts.tokenAccepted(bot.name));

  const wanted = await questions.yesOrNo(texts.askReadsAll, draft.isOn(READS_ALL));
  const readsAll = wanted && (await hasIntent(talk, bot, () => check(token, prompt.ended)));
  if (readsAll !== draft.isOn(READS_ALL)) draft.set(READS_ALL, String(readsAll));
  return bot;
}

/** Whether the bot may read all messages, as far as Discord tells; asks again as often as the person wants. */
async function hasIntent(
  { prompt, questions, texts }: Talk,
  bot: DiscordBot | null,
  look: () => ReturnType<typeof checkDiscordToken>,
): Promise<boolean> {
  for (let seen = bot; seen?.messageContent === false;) {
    prompt.say(texts.intentMissing);
    if (!(await questions.yesOrNo(texts.askIntentAgain, true))) return false;
    const verdict = await look();
    seen = verdict.kind === "accepted" ? verdict : null; // not reached any more: the person knows best
  }
  return true;
}

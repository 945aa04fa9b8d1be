import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type DiscordBot, inviteLink } from "../doctor/discord-token.ts";
import type { Machine } from "../doctor/machine.ts";
import type { TelegramBot } from "../doctor/telegram-token.ts";
import { createDraft } from "./draft.ts";
import { type Environment, readEnvFile } from "../environment.ts";
import { withSettings } from "./env-text.ts";
import { openPrompt, PromptEnded, type PromptStreams } from "./prompt.ts";
import { createQuestions } from "./questions.ts";
import { showChanges } from "./review.ts";
import { saveEnv } from "./save-env.ts";
import { askForDiscord } from "./steps/discord.ts";
import { askForDocuments } from "./steps/documents.ts";
import { askForModel } from "./steps/model.ts";
import { askForAdmins, askForSystemPrompt } from "./steps/people.ts";
import { askForTelegram } from "./steps/telegram.ts";
import { askForWeb } from "./steps/web.ts";
import type { Talk } from "./talk.ts";
import { languageOfTerminal, textsIn } from "./texts.ts";

export interface SetupOptions extends PromptStreams {
  /** The settings of the process, which count more than the file, and the language of the terminal. */
  readonly env: Environment;
  /** The file of settings, usually `.env`. */
  readonly file: string;
  readonly machine: Machine;
  readonly now: () => Date;
}

/** - `written`: there is a new file. - `unchanged`: there was nothing to write. - `left`: the person went away or said no. */
export type SetupEnd = "written" | "unchanged" | "left";

const EXAMPLE = new URL("../../.env.example", import.meta.url);

/**
 * Asks for the settings step by step, shows what it would write, and writes `file`. Until the person agrees to that, nothing is
 * changed anywhere. Throws the file system's errors.
 */
export async function runSetup({ env, file, machine, now, ...streams }: SetupOptions): Promise<SetupEnd> {
  const texts = textsIn(languageOfTerminal(env));
  using prompt = openPrompt(streams);
  try {
    const isThere = existsSync(file);
    const draft = createDraft(readEnvFile(file));
    const talk = { prompt, questions: createQuestions(prompt, texts), texts, draft, machine };
    prompt.say(texts.greeting);
    if (isThere) prompt.say(texts.foundFile(file));
    const ways = await askAll(talk, env, dirname(file));

    const changes = draft.changes();
    if (isThere && changes.size === 0) {
      prompt.say(texts.nothingToWrite);
      return "unchanged";
    }
    showChanges(talk, file, env);
    if (!(await talk.questions.yesOrNo(texts.askWrite, true))) {
      prompt.say(texts.leftAsItWas);
      return "left";
    }
    const text = withSettings(readText(isThere ? file : EXAMPLE), changes);
    if (text === null) throw new TypeError("a step took an answer that cannot be written");
    prompt.say(texts.written(file, await saveEnv(file, text, now())));
    const { discord, telegram, page } = ways;
    prompt.say(texts.next(inviteTo(discord), telegram?.username ?? null, page, machine.tuned === false));
    return "written";
  } catch (error) {
    if (!(error instanceof PromptEnded)) throw error;
    prompt.say(`\n${texts.leftAsItWas}`);
    return "left";
  }
}

/** Where people will find the bot. */
interface Ways {
  readonly discord: DiscordBot | null;
  readonly telegram: TelegramBot | null;
  readonly page: string | null;
}

/** `home` is the folder that the bot is started from. */
async function askAll(talk: Talk, env: Environment, home: string): Promise<Ways> {
  const apiUrl = (name: string) => (env[name] ?? talk.draft.get(name)).trim() || undefined;
  const discord = await askForDiscord(talk, apiUrl("DISCORD_API_URL"));
  const telegram = await askForTelegram(talk, apiUrl("TELEGRAM_API_URL"));
  await askForModel(talk);
  await askForDocuments(talk, home);
  await askForAdmins(talk);
  await askForSystemPrompt(talk);
  const page = await askForWeb(talk);
  return { discord, telegram, page };
}

function inviteTo(bot: DiscordBot | null): string | null {
  return bot === null || bot.applicationId === null ? null : inviteLink(bot.applicationId);
}

/** Empty where there is none: a package may come without the example. */
function readText(file: string | URL): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

import type { ChannelId } from "../chat.ts";
import type { Language } from "../language.ts";
import { searchedFolders, type SettingsStore } from "../settings/settings-store.ts";

/** How the bot is in a channel: what is set for it, and the bot's own settings for the rest. */
export interface Manner {
  /** The system prompt: who the bot is, and the language that it is to speak where one is set. */
  readonly system: string;
  readonly maxAnswerTokens: number;
  /** Undefined: the model's own. */
  readonly temperature: number | undefined;
  /** Of the bot's own sentences; null: the person's. */
  readonly language: Language | null;
  readonly alwaysOn: boolean;
  /** The folders of documents that answers may come from; null: all. */
  readonly folders: readonly string[] | null;
}

export interface MannersOptions {
  readonly settings: SettingsStore;
  readonly systemPrompt: string;
  readonly maxAnswerTokens: number;
  /** For channels without folders of their own; null: all. */
  readonly folders: readonly string[] | null;
}

/** How the bot is in `channel`, which may hang below `parent`. */
export type Manners = (channel: ChannelId, parent: ChannelId | null) => Manner;

export function createManners(options: MannersOptions): Manners {
  return (channel, parent) => {
    const set = options.settings.of(channel, parent);
    const { persona, answerTokens, temperature, language, alwaysOn } = set;
    const spoken = language === null ? [] : [ALWAYS_IN[language]];
    return {
      system: [persona ?? options.systemPrompt, ...spoken].join("\n\n"),
      maxAnswerTokens: Math.min(answerTokens ?? Infinity, options.maxAnswerTokens),
      temperature: temperature ?? undefined,
      language,
      alwaysOn: alwaysOn ?? false,
      folders: searchedFolders(set, options.folders),
    };
  };
}

/** What the model is told, in the words that it follows best. */
const ALWAYS_IN: Readonly<Record<Language, string>> = {
  en: "Always answer in English.",
  zh: "请始终用中文回答。",
};

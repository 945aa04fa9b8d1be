import type { CommandName } from "../chat.ts";
import type { AnswerFigures } from "../engine/language-model.ts";
import type { Language } from "../language.ts";
import { en } from "./sentences-en.ts";
import type { SettingsSentences } from "./sentences-settings.ts";
import { zh } from "./sentences-zh.ts";

/** Everything that the bot says in its own words, each one plain sentence or a short list. */
export interface Sentences {
  /** Before an answer. `ahead`: how many others wait before this one; `seconds` until its turn, null when not known. */
  readonly inLine: (ahead: number, seconds: number | null) => string;
  /** `done` of `total` tokens are read. */
  readonly reading: (done: number, total: number) => string;
  /** Below an answer. */
  readonly stopped: string;
  readonly restarting: string;
  readonly cutAtLength: string;
  readonly cutLoop: string;
  readonly olderTurnsLeft: string;
  readonly demoModel: string;
  /** The bot was not running for more than ten minutes. */
  readonly wasAway: string;
  /** It may stand beside a part of an answer that a crash cut off. */
  readonly recovered: string;
  /** It was not written for this question, but for the same one asked before. */
  readonly storedAnswer: string;
  /** `list`: the documents that it came from. */
  readonly citedFrom: (list: string) => string;
  /** In the place of an answer that the documents do not give. */
  readonly declined: string;
  /** Instead of an answer. */
  readonly emptyMessage: string;
  readonly messageTooLong: string;
  /** `seconds`: until it may be worth asking again; null when not known. */
  readonly channelBusy: (seconds: number | null) => string;
  readonly tooManyQuestions: (seconds: number) => string;
  readonly notAllowed: (id: string) => string;
  readonly noAnswer: string;
  readonly modelFailed: string;
  readonly stillStarting: string;
  readonly historyUnreadable: string;
  readonly historyUnwritable: string;
  readonly somethingWrong: string;
  readonly shuttingDown: string;
  /** What commands say. */
  readonly nothingToStop: string;
  readonly didStop: string;
  readonly notYoursToStop: string;
  readonly didReset: (turns: number) => string;
  readonly notYoursToReset: string;
  readonly didUndo: (turns: number) => string;
  readonly nothingToUndo: string;
  readonly didForget: (turns: number) => string;
  readonly nothingToForget: string;
  readonly notYoursToRetry: string;
  readonly nothingToRetry: string;
  /** `list`: the documents that the last answer came from. */
  readonly usedSources: (list: string) => string;
  readonly noSources: string;
  readonly settings: SettingsSentences;
  readonly greeting: (name: string) => string;
  readonly help: (commands: Readonly<Partial<Record<CommandName, string>>>) => string;
  /** In a group where not all messages reach the bot. */
  readonly hearsLittle: string;
  readonly commands: Readonly<Record<Exclude<CommandName, "start">, string>>;
  readonly status: (facts: StatusFacts) => string;
}

export interface StatusFacts {
  readonly model: string;
  readonly ready: boolean;
  /** Of this channel. */
  readonly turns: number;
  readonly active: number;
  readonly waiting: number;
  /** Of them, questions of this channel. */
  readonly here: number;
  /** Of the engine's process. */
  readonly residentMegabytes: number;
  readonly uptimeMinutes: number;
  /** Of this channel's last answer, where there was one since the start. */
  readonly last: Pick<
    AnswerFigures,
    "msToFirstToken" | "tokensPerSecond" | "tokensRead" | "tokensReused" | "tokensWritten"
  > | null;
}

const BY_LANGUAGE: Readonly<Record<Language, Sentences>> = { en, zh };

/** The bot's sentences in `language`. */
export function sentencesIn(language: Language): Sentences {
  return BY_LANGUAGE[language];
}

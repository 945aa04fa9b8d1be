import type { Language } from "../core/language.ts";
import type { Expectation } from "./model-advice.ts";
import { en } from "./texts-en.ts";
import { zh } from "./texts-zh.ts";

/** A file of the default model, in figures as people read them. */
export interface OfferFigures {
  readonly name: string;
  readonly disk: string;
  readonly memory: string;
  /** Null: not measured. */
  readonly tokensPerSecond: number | null;
  readonly recommended: boolean;
  /** It needs more memory than is free. */
  readonly tooLarge: boolean;
}

/** What the setup says. */
export interface Texts {
  readonly greeting: string;
  /** `file` is there; its values are the defaults. */
  foundFile(file: string): string;
  yesOrNo(usual: boolean): string;
  readonly sayYesOrNo: string;
  whichNumber(usual: number): string;
  sayANumber(most: number): string;
  cannotBeUsed(why: string): string;

  readonly discord: string;
  readonly telegram: string;
  /** `kept`: there is a token that Enter keeps. */
  askToken(kept: boolean): string;
  readonly checking: string;
  readonly tokenRefused: string;
  tokenUnclear(why: string): string;
  readonly takeUnchecked: string;
  tokenAccepted(name: string): string;
  readonly askReadsAll: string;
  readonly intentMissing: string;
  readonly askIntentAgain: string;
  readonly privacyOn: string;
  readonly privacyOff: string;

  readonly model: string;
  machine(cpu: string, cores: number, features: string, freeMemory: string): string;
  readonly measured: string;
  expected(expectation: Expectation): string;
  offer(figures: OfferFigures): string;
  otherModel(current: string): string;
  readonly askModel: string;

  readonly documents: string;
  /** Empty: none. */
  askDocuments(current: string): string;
  documentsFound(files: number): string;
  noSuchFolder(path: string): string;
  closedFolder(path: string, why: string): string;
  folders(there: readonly string[]): string;
  /** Empty: all. */
  askFolders(current: string): string;
  readonly askOnly: string;

  readonly admins: string;
  askAdmins(current: string): string;
  readonly systemPrompt: string;
  askSystemPrompt(current: string): string;
  readonly tooManyQuotes: string;

  readonly web: string;
  readonly askWeb: string;
  readonly webHere: string;
  readonly webOthers: string;
  askPort(current: string): string;
  askPassword(kept: boolean): string;
  readonly askPasswordAgain: string;
  readonly passwordNeeded: string;
  readonly passwordsDiffer: string;

  readonly nothingToWrite: string;
  willWrite(file: string): string;
  /** A secret of so many characters. */
  secret(characters: number): string;
  readonly nothing: string;
  overridden(name: string): string;
  stillWrong(problem: string): string;
  readonly askWrite: string;
  written(file: string, kept: string | null): string;
  readonly leftAsItWas: string;
  next(
    inviteLink: string | null,
    telegramName: string | null,
    page: string | null,
    canBeTuned: boolean,
  ): string;
}

/** The texts in a language. */
export function textsIn(language: Language): Texts {
  return language === "zh" ? zh : en;
}

/** The language of a terminal, by the names that POSIX gives to it, the strongest first. */
export function languageOfTerminal(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find(
    (one) => one !== undefined && one !== "",
  );
  return /^zh(?![a-z])/i.test(locale ?? "") ? "zh" : "en";
}

import type { Language } from "../language.ts";
import type { SettingLimits, SettingName } from "../settings/settings-text.ts";

/** Where a setting that counts in a channel is set. */
export type SettingOrigin = "own" | "parent" | "bot";

/** What `/settings` says. */
export interface SettingsSentences {
  /** Above the lines of what counts. */
  readonly title: string;
  /** What counts, each in one line that begins with the setting's name as people type it. */
  readonly values: {
    readonly persona: (text: string) => string;
    readonly answerTokens: (tokens: number) => string;
    readonly temperature: (temperature: number) => string;
    /** Null: that of the question. */
    readonly language: (language: Language | null) => string;
    readonly alwaysOn: (on: boolean) => string;
    /** Null: all of them. */
    readonly folders: (folders: readonly string[] | null) => string;
  };
  /** Stands behind a value. */
  readonly from: Readonly<Record<SettingOrigin, string>>;
  readonly howTo: string;
  /** What may be set, for whoever asked for something else. */
  readonly allowed: Readonly<Record<SettingName, (limits: SettingLimits) => string>>;
  /** Names those that there are, as they are typed. */
  readonly unknown: string;
  readonly noDocuments: string;
  readonly changed: (line: string) => string;
  readonly unchanged: (line: string) => string;
  readonly undone: (lines: readonly string[]) => string;
  readonly nothingToUndo: string;
  readonly unwritable: string;
  readonly notYours: string;
  readonly onlyAdmins: string;
  /** What answering everything takes. `there`: the bot hears everything already. */
  readonly alwaysNeeds: {
    readonly discord: (there: boolean) => string;
    readonly telegram: (there: boolean) => string;
    /** Of a direct chat, and of the page. */
    readonly direct: string;
  };
}

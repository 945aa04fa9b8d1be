import type { Settings } from "./api.ts";

/** The settings that a person changes on the page. */
export const SETTING_NAMES = ["persona", "answerTokens", "temperature", "language"] as const;
export type SettingName = (typeof SETTING_NAMES)[number];

/** What they are set to; null: to nothing of their own. */
export type OwnSettings = Pick<Settings["own"], SettingName>;

const WORDS: Readonly<Record<SettingName, string>> = {
  persona: "persona",
  answerTokens: "length",
  temperature: "temperature",
  language: "language",
};

/** What stands behind the command that sets `name` as `settings` have it. */
export function settingWords(name: SettingName, settings: OwnSettings): string {
  return `${WORDS[name]}: ${settings[name] ?? "default"}`;
}

/** The names of what differs. */
export function changedSettings(before: OwnSettings, after: OwnSettings): readonly SettingName[] {
  return SETTING_NAMES.filter((name) => before[name] !== after[name]);
}

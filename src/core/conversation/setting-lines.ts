import type { CommandCall, SettingsView } from "../chat.ts";
import { type ChannelSettings, searchedFolders, type SettingsStore } from "../settings/settings-store.ts";
import type { SettingName } from "../settings/settings-text.ts";
import type { SettingOrigin, SettingsSentences } from "./sentences-settings.ts";

/** The bot's own settings. `answerTokens` is also the most that a channel can have; `folders`: null for all. */
export type SettingDefaults = SettingsView["defaults"] & Pick<ChannelSettings, "folders">;

/** All of them, in the order in which they are told. */
export const SETTING_NAMES: readonly SettingName[] = [
  "persona",
  "answerTokens",
  "temperature",
  "language",
  "alwaysOn",
  "folders",
];

/** UTF-16 units of a persona that are shown. */
const SHOWN_PERSONA = 200;

/** What counts for a setting where somebody asks for it, in one line, with where that is set. */
export type SettingLine = (
  name: SettingName,
  where: Pick<CommandCall, "channel" | "parent">,
  sentences: SettingsSentences,
) => string;

export function createSettingLines({
  settings,
  defaults,
}: {
  readonly settings: SettingsStore;
  readonly defaults: SettingDefaults;
}): SettingLine {
  return (name, { channel, parent }, sentences) => {
    const counting = settings.of(channel, parent ?? null);
    const origin = originOf(name, settings.own(channel), counting);
    return valueOf(name, counting, defaults, sentences) + sentences.from[origin];
  };
}

function originOf(name: SettingName, own: ChannelSettings, counting: ChannelSettings): SettingOrigin {
  if (own[name] !== null) return "own";
  return counting[name] === null ? "bot" : "parent";
}

function valueOf(
  name: SettingName,
  counting: ChannelSettings,
  defaults: SettingDefaults,
  { values }: SettingsSentences,
): string {
  switch (name) {
    case "persona":
      return values.persona(inOneLine(counting.persona ?? defaults.persona));
    case "answerTokens":
      // The bot's own bound may have become lower since.
      return values.answerTokens(Math.min(counting.answerTokens ?? Infinity, defaults.answerTokens));
    case "temperature":
      return values.temperature(counting.temperature ?? defaults.temperature);
    case "language":
      return values.language(counting.language);
    case "alwaysOn":
      return values.alwaysOn(counting.alwaysOn ?? false);
    case "folders":
      return values.folders(searchedFolders(counting, defaults.folders));
  }
}

/** The beginning of a text, without what would format the lines behind it or hide an address. */
function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("](", "] (");
  return line.length <= SHOWN_PERSONA ? line : `${line.slice(0, SHOWN_PERSONA).toWellFormed()}…`;
}

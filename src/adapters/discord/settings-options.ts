import {
  type ApplicationCommandOptionChoiceData,
  ApplicationCommandOptionType,
  type ApplicationCommandStringOptionData,
  type ChatInputCommandInteraction,
  Locale,
  type LocalizationMap,
} from "discord.js";

/** What a menu says, in the languages that it comes in. */
export interface Described {
  readonly en: string;
  readonly cn: string;
  readonly tw: string;
}

/** Those that differ from English, as Discord wants them. */
export function localized({ cn, tw }: Described): LocalizationMap {
  return { [Locale.ChineseCN]: cn, [Locale.ChineseTW]: tw };
}

/** UTF-16 units: the longest thing that can be set is a persona. */
const LONGEST_VALUE = 1000;

/** The words of `/settings`, as the core reads them in any language, with what Discord shows for each. */
const CHOICES: Readonly<Record<string, Described>> = {
  persona: { en: "persona – who I am", cn: "人设", tw: "人設" },
  length: { en: "length – tokens of an answer", cn: "长度（词元数）", tw: "長度（詞元數）" },
  temperature: { en: "temperature – 0 to 2", cn: "温度（0 到 2）", tw: "溫度（0 到 2）" },
  language: {
    en: "language – zh, en or auto",
    cn: "语言（中文、英文、自动）",
    tw: "語言（中文、英文、自動）",
  },
  always: { en: "always – answer everything: on or off", cn: "常开（开、关）", tw: "常開（開、關）" },
  folders: {
    en: "folders – of documents to answer from",
    cn: "文件夹（回答所用的文档）",
    tw: "資料夾（回答所用的文件）",
  },
  undo: { en: "undo – take the last change back", cn: "撤销上一次修改", tw: "復原上一次修改" },
};

const NAME = "name";
const VALUE = "value";

/** What can be picked and written behind `/settings`. */
export const SETTINGS_OPTIONS: readonly ApplicationCommandStringOptionData[] = [
  {
    ...named(NAME, {
      en: "What to change; leave it out to see what counts here",
      cn: "要修改什么；不填则显示现在的设置",
      tw: "要修改什麼；不填則顯示現在的設定",
    }),
    choices: Object.entries(CHOICES).map(choice),
  },
  {
    ...named(VALUE, {
      en: "What it is to be; “default” lets go of it",
      cn: "改成什么；填“默认”则恢复默认",
      tw: "改成什麼；填「預設」則恢復預設",
    }),
    maxLength: LONGEST_VALUE,
  },
];

function named(name: string, described: Described): ApplicationCommandStringOptionData {
  return {
    type: ApplicationCommandOptionType.String,
    name,
    description: described.en,
    descriptionLocalizations: localized(described),
  };
}

function choice([value, described]: readonly [
  string,
  Described,
]): ApplicationCommandOptionChoiceData<string> {
  return { name: described.en, nameLocalizations: localized(described), value };
}

/** What was picked and written, in one line; empty where nothing was. */
export function settingsText({ options }: ChatInputCommandInteraction): string {
  const given = [NAME, VALUE].map((name) => options.getString(name)?.trim() ?? "");
  return given.filter((part) => part !== "").join(" ");
}

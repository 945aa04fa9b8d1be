import type { Language } from "../language.ts";
import { ALL_FOLDERS, type ChannelSettings, MAX_PERSONA } from "./settings-store.ts";

export type SettingName = keyof ChannelSettings;

/** What can be set besides what is the same for every bot. */
export interface SettingLimits {
  /** The fewest and the most tokens of an answer. */
  readonly answerTokens: readonly [number, number];
  /** The folders that there are documents in. */
  readonly folders: readonly string[];
}

/**
 * What somebody wants who writes something behind `/settings`. - `unsuited`: `name` is to be changed, but not to that.
 * - `unknown`: there is no such setting.
 */
export type SettingsRequest =
  | { readonly kind: "show" | "undo" | "unknown" }
  | { readonly kind: "unsuited"; readonly name: SettingName }
  | { readonly kind: "change"; readonly name: SettingName; readonly change: Partial<ChannelSettings> };

/**
 * Reads what stands behind `/settings`: nothing, `undo`, or the name of a setting and what it is to be, in English or Chinese:
 * `temperature 0.3`, `温度 0.3`, `persona: You are …` over several lines, `length default`. Folders are names with commas
 * between them, each one that there are documents in, or below one that there is.
 */
export function readSettingsText(text: string, limits: SettingLimits): SettingsRequest {
  const words = text.trim();
  if (words === "") return { kind: "show" };
  if (UNDO.test(words)) return { kind: "undo" };
  for (const [name, pattern] of NAMES) {
    const [found] = pattern.exec(words) ?? [];
    if (found === undefined) continue;
    const change = changeOf(name, words.slice(found.length).trim(), limits);
    return change === undefined ? { kind: "unsuited", name } : { kind: "change", name, change };
  }
  return { kind: "unknown" };
}

const UNDO = /^(?:undo|撤[销銷]|[复復]原)$/i;

/** A Chinese name needs no blank behind it. */
function named(english: string, chinese: string): RegExp {
  return new RegExp(String.raw`^/?(?:(?:${english})(?![\p{L}\p{N}_-])|${chinese})\s*[:：=＝]?`, "iu");
}

const NAMES: readonly (readonly [SettingName, RegExp])[] = [
  ["persona", named("persona", "人[设設]")],
  ["answerTokens", named("length", "[长長]度")],
  ["temperature", named("temperature", "[温溫]度")],
  ["language", named("language", "[语語]言")],
  ["alwaysOn", named("always", "常[开開]")],
  ["folders", named("folders?", "(?:文件|[资資]料)[夹夾]")],
];

const DEFAULT = /^(?:default|[默预預][认認设設])$/i;

/** Undefined when `value` is nothing that the setting can be. */
function changeOf(
  name: SettingName,
  value: string,
  limits: SettingLimits,
): Partial<ChannelSettings> | undefined {
  if (DEFAULT.test(value)) return { [name]: null };
  switch (name) {
    case "persona": {
      const persona = cleanWords(value);
      return persona === "" || persona.length > MAX_PERSONA ? undefined : { persona };
    }
    case "answerTokens": {
      const answerTokens = numberIn(value, TOKENS, limits.answerTokens);
      return answerTokens === undefined ? undefined : { answerTokens };
    }
    case "temperature": {
      const temperature = numberIn(value.replace(/[,，]/, "."), DECIMAL, [0, 2]);
      return temperature === undefined ? undefined : { temperature };
    }
    case "language": {
      const language = LANGUAGES.find(([pattern]) => pattern.test(value))?.[1];
      return language === undefined ? undefined : { language };
    }
    case "alwaysOn":
      if (ON.test(value)) return { alwaysOn: true };
      return OFF.test(value) ? { alwaysOn: false } : undefined;
    case "folders": {
      const folders = foldersIn(value, limits.folders);
      return folders === undefined ? undefined : { folders };
    }
  }
}

const ON = /^(?:on|yes|true|[开開]|是)$/i;
const OFF = /^(?:off|no|false|[关關]|否)$/i;
const LANGUAGES: readonly (readonly [RegExp, Language | null])[] = [
  [/^(?:zh|chinese|中文|[汉漢][语語])$/i, "zh"],
  [/^(?:en|english|英文|英[语語])$/i, "en"],
  [/^(?:auto|自[动動])$/i, null],
];

/** Line breaks stay; other letters that steer something and halves of letters do not reach the model. */
function cleanWords(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "")
    .toWellFormed()
    .trim();
}

const TOKENS = /^(\d{1,6})(?:\s*(?:tokens?|个?词元|個?詞元))?$/i;
const DECIMAL = /^(\d?\.?\d{1,3})$/;

function numberIn(value: string, form: RegExp, [least, most]: readonly [number, number]): number | undefined {
  const [, digits] = form.exec(value.normalize("NFKC")) ?? [];
  const number = Number(digits);
  return number >= least && number <= most ? number : undefined;
}

const ALL = /^(?:all|全部|所有)$/i;
const NONE = /^(?:none|[无無])$/i;

function foldersIn(value: string, known: readonly string[]): readonly string[] | undefined {
  if (ALL.test(value)) return [ALL_FOLDERS];
  if (NONE.test(value)) return [];
  const folders = value
    .split(/[,，、\n]/)
    .map((name) => name.trim().replace(/^\.\/|(?<!^)\/+$/g, ""))
    .filter((name) => name !== "");
  const fits = folders.length > 0 && folders.length <= MAX_FOLDERS;
  return fits && folders.every((folder) => isKnown(folder, known)) ? [...new Set(folders)] : undefined;
}

const MAX_FOLDERS = 50;
const MAX_PATH = 300;

/** Whether there are documents in the folder, in one above it, which may get some there, or in one below it. */
function isKnown(folder: string, known: readonly string[]): boolean {
  if (known.includes(folder)) return true;
  const parts = folder.split("/");
  if (folder.length > MAX_PATH || parts.some((part) => part === "" || part === "." || part === ".."))
    return false;
  return known.some((one) => folder.startsWith(`${one}/`) || one.startsWith(`${folder}/`));
}

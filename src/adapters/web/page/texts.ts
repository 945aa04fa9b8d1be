import { readPreferences } from "./preferences.ts";
import { en, type Texts } from "./texts-en.ts";
import { zh } from "./texts-zh.ts";

const language = readPreferences().language ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");

/** The texts in the language that was chosen, else in the browser's: Chinese where it is Chinese, else English. */
export const texts: Texts = language === "zh" ? zh : en;

/** The language that the page could be in instead. */
export const otherLanguage = language === "zh" ? "en" : "zh";

/** A number as people of that language write it, with at most `digits` decimals. */
export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(texts.locale, { maximumFractionDigits: digits }).format(value);
}

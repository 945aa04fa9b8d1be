import { languageFor, type Language } from "../../core/language.ts";

/**
 * The language tag to speak in, out of an Accept-Language header: the first Chinese or English one, else the first
 * of all; undefined when the header names none. Weights are not looked at: browsers list in the order of preference.
 */
export function localeOf(acceptLanguage: string | undefined): string | undefined {
  const tags = (acceptLanguage ?? "")
    .slice(0, 500)
    .split(",")
    .map((entry) => entry.replace(/;.*/s, "").trim())
    .filter((tag) => /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(tag));
  return tags.find((tag) => /^(zh|en)\b/i.test(tag)) ?? tags[0];
}

/** The language for sentences that answer no text of the person's. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return languageFor(localeOf(acceptLanguage), "");
}

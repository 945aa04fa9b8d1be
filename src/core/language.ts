/** Languages that the bot's own sentences come in. What the model writes is its own affair. */
export type Language = "zh" | "en";

const HAN = /\p{Script=Han}/u;

/**
 * The language to speak to a person in: by their platform's `locale` (BCP 47, such as `zh-CN`) where it is known,
 * else by whether `text` has a Chinese character in it. Only the first 2,000 UTF-16 units of `text` are looked at.
 */
export function languageFor(locale: string | undefined, text: string): Language {
  if (locale !== undefined && locale !== "") return /^zh\b/i.test(locale) ? "zh" : "en";
  return HAN.test(text.slice(0, 2000)) ? "zh" : "en";
}

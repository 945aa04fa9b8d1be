import type { Quoted } from "../chat.ts";
import type { Language } from "../language.ts";
import type { Turn } from "../turn.ts";

/** UTF-16 units of a quotation that the model is given. */
const MAX_QUOTE = 2000;

/**
 * What is put before a question so that the model knows what it refers to: what others said lately, then the words that
 * it quotes, unless the conversation `stored` has them already. Empty where there is nothing to say.
 */
export function prefaceFor(
  { quoted, overheard, language }: { quoted?: Quoted; overheard: readonly Quoted[]; language: Language },
  stored: readonly Turn[],
): string {
  const lines = overheard.map(({ speaker, text }) => `${speaker}: ${text}`);
  const said = lines.length === 0 ? [] : [`${EARLIER[language]}\n${lines.join("\n")}`];
  const quote = quoted && !isKnown(quoted, stored) ? [QUOTE[language](quoted)] : [];
  return [...said, ...quote].join("\n\n");
}

const EARLIER: Readonly<Record<Language, string>> = {
  en: "[Said here a moment ago]",
  zh: "［刚才这里有人说］",
};

const QUOTE: Readonly<Record<Language, (quoted: Quoted) => string>> = {
  en: ({ speaker, text }) => `[This refers to what ${speaker === "" ? "you" : speaker} wrote]\n${cut(text)}`,
  zh: ({ speaker, text }) => `［这里指的是${speaker === "" ? "你" : ` ${speaker} `}写的］\n${cut(text)}`,
};

function cut(text: string): string {
  return text.length <= MAX_QUOTE ? text : `${text.slice(0, MAX_QUOTE).toWellFormed()}…`;
}

/** Letters and digits only, since a platform shows an answer formatted and may quote a part of it. */
function isKnown({ text }: Quoted, stored: readonly Turn[]): boolean {
  const words = lettersOf(text);
  return words !== "" && stored.some((turn) => lettersOf(turn.text).includes(words));
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, "");
}

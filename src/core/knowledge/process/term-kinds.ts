const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;
const PAIR = new RegExp(`^${UNSPACED}{2}$`, "u");
const SINGLE = new RegExp(`^${UNSPACED}$`, "u");

/** Whether a term is two characters of a script without blanks between words. */
export function isPair(term: string): boolean {
  return PAIR.test(term);
}

/** Whether a term is one character of such a script. */
export function isSingle(term: string): boolean {
  return SINGLE.test(term);
}

/** Whether a term is a number. */
export function isNumber(term: string): boolean {
  return /^\p{N}+$/u.test(term);
}

/** The first character of a term. */
export function firstOf(term: string): string {
  return String.fromCodePoint(term.codePointAt(0) ?? 0);
}

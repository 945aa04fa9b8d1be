/** A Han character says about as much as so many letters. */
const LETTERS_IN_A_CHARACTER = 2.5;

/**
 * The most that a passage is long, in letters as {@link letters} counts them: some 200 words of English, 500 characters of
 * Chinese.
 */
export const MAX_PASSAGE = 1250;
/** A section that is shorter is put together with its neighbours: some 80 words. */
export const SHORT_SECTION = 500;

/** How long `text` is, in UTF-16 units of English: a unit of Chinese, Japanese or Korean counts as 2.5. */
export function letters(text: string): number {
  let dense = 0;
  for (let index = 0; index < text.length; index++) {
    if (isDense(text.charCodeAt(index))) dense++;
  }
  return text.length + dense * (LETTERS_IN_A_CHARACTER - 1);
}

/** The index up to which `text` is at most `most` letters long. */
export function indexAt(text: string, most: number): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    sum += isDense(text.charCodeAt(index)) ? LETTERS_IN_A_CHARACTER : 1;
    if (sum > most) return index;
  }
  return text.length;
}

/** From the radicals to the end of Hangul, and the full-width forms. */
function isDense(unit: number): boolean {
  return (
    (unit >= 0x2e80 && unit <= 0xd7ff) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    (unit >= 0xff01 && unit <= 0xff60)
  );
}

/** Shorter words become others with one letter changed; from so many letters on, two may be wrong. */
const ENOUGH_LETTERS = 5;
const MANY_LETTERS = 7;

/** How many letters of a word may be wrong, left out, too many or swapped with the next one, for it to be known again. */
export function forgivenTypos(word: string): number {
  if (!/^[a-z]+$/.test(word) || word.length < ENOUGH_LETTERS) return 0;
  return word.length < MANY_LETTERS ? 1 : 2;
}

/** How many letters would have to change to make `other` of `word`; anything above `most` once it is clear that it exceeds that. */
export function typosBetween(word: string, other: string, most: number): number {
  if (Math.abs(word.length - other.length) > most) return most + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= word.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = word[row - 1] === other[column - 1];
      const isSwapped = word[row - 1] === other[column - 2] && word[row - 2] === other[column - 1];
      next.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    if (Math.min(...next) > most) return most + 1;
    beforeLast = last;
    last = next;
  }
  return last[other.length] ?? 0;
}

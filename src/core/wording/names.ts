import { termsOf } from "./terms.ts";

const WORD = /[\p{Script=Latin}\p{M}\p{N}]+/gu;
const SENTENCE_END = /[.!?:;。！？：；][^\p{L}\p{N}]*$/u;
const CAPITAL = /^\p{Lu}/u;
const ABBREVIATION = /^\p{Lu}{2}/u;
/** Of so many names a text may be made, and of more when they are not most of it. */
const FEW_NAMES = 2;

/** Written like names, and no more than a time. */
const TIMES: ReadonlySet<string> = new Set(
  termsOf(
    `Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December Easter Christmas`,
  ),
);

const CLAUSE_END = /[,.!?;:]\s+|[，。！？；：]/gu;

/**
 * The terms of words that are written as names are, with a capital inside a sentence or as an abbreviation, in the part of a
 * question that asks: who tells first who they are and where they live wants nothing of that. None where all of a text is
 * written so. Linear in its length.
 */
export function namesIn(text: string): ReadonlySet<string> {
  const names: string[] = [];
  let words = 0;
  let end = 0;
  const from = askingFrom(text);
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const between = text.slice(end, index);
    const begins = SENTENCE_END.test(between) || (end === 0 && !/\p{L}/u.test(between));
    const isName = ABBREVIATION.test(word) || (CAPITAL.test(word) && !begins);
    if (isName && index >= from) names.push(word);
    words++;
    end = index + word.length;
  }
  if (names.length > FEW_NAMES && names.length > words / 2) return new Set();
  return new Set(names.flatMap(termsOf).filter((term) => !TIMES.has(term)));
}

/** Where the last part begins that says something. */
function askingFrom(text: string): number {
  const starts = [0, ...[...text.matchAll(CLAUSE_END)].map(({ 0: mark, index }) => index + mark.length)];
  return starts.findLast((start, at) => termsOf(text.slice(start, starts[at + 1])).length > 0) ?? 0;
}

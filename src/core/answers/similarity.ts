import type { QuestionFeatures } from "./question-features.ts";

/** How much the words of a question count, from 0 to 1, by how rare they are among all questions. */
export type WeightOf = (term: string) => number;

/** Of words such as `you`: many of them together say something of whether a question is the same. */
const LIGHT = 0.1;
/** Of Chinese characters that stand elsewhere in the other question: only their order differs. */
const REORDERED = 0.1;
/** What a score keeps when the heaviest word that only one question has weighs 1: less than is needed for the same question. */
const WITH_OTHER_WORD = 0.7;
const WITH_OTHER_NEGATION = 0.5;
const ASKING_OTHERWISE = 0.6;
const ASKING_ONLY_ONCE = 0.75;
const WITH_OTHER_ORDER = 0.6;
const ABOUT_SOMEBODY_ELSE = 0.8;
/** Only the same question is 1. */
const HIGHEST = 0.99;

/**
 * Weighs words by the `groups` of questions that have them, such as all variants of one question: 1 for one that a single
 * group has or none, and less for one that many share. Numbers always weigh 1.
 */
export function weighByRarity(groups: readonly (readonly QuestionFeatures[])[]): WeightOf {
  const frequencies = new Map<string, number>();
  for (const group of groups) {
    for (const term of new Set(group.flatMap(({ terms }) => terms))) {
      frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
    }
  }
  const rarest = Math.log(1 + groups.length);
  return (term) => {
    const frequency = frequencies.get(term) ?? 0;
    if (frequency <= 1 || /^\p{N}/u.test(term)) return 1;
    return Math.max(LIGHT, 1 - Math.log(frequency) / rarest);
  };
}

/**
 * How alike two questions are, from 0 to 1, the same either way; 1 only for the same question. The part that they share of
 * the weight of all their words, and much less where one has a rare word, a number or a negation that the other has not,
 * or asks for something else, as `when` and `where` do. Knows no synonyms and mends no typing errors.
 */
export function similarity(a: QuestionFeatures, b: QuestionFeatures, weightOf: WeightOf): number {
  if (a.normal === b.normal) return 1;
  const [words, others] = [wordsOf(a), wordsOf(b)];
  let shared = 0;
  let single = 0;
  let heaviest = 0;
  for (const word of words) if (others.has(word)) shared += a.light.has(word) ? LIGHT : weightOf(word);
  for (const [one, mine, theirs] of [
    [a, words, b],
    [b, others, a],
  ] as const) {
    for (const word of mine) {
      if ((mine === words ? others : words).has(word)) continue;
      const weight = one.light.has(word) ? LIGHT : isElsewhere(word, theirs) ? REORDERED : weightOf(word);
      single += weight;
      heaviest = Math.max(heaviest, weight);
    }
  }
  if (shared === 0) return 0;
  const alike = (shared / (shared + single)) * (1 - (1 - WITH_OTHER_WORD) * heaviest);
  return Math.min(HIGHEST, alike * likeness(a, b));
}

function wordsOf({ terms, light }: QuestionFeatures): ReadonlySet<string> {
  return new Set([...terms, ...light]);
}

/** Whether the Chinese characters of `term` are there in another order, or further apart. */
function isElsewhere(term: string, { terms }: QuestionFeatures): boolean {
  return (
    /^\p{Script=Han}{1,2}$/u.test(term) &&
    Array.from(term).every((one) => terms.some((other) => other.includes(one)))
  );
}

/** What is left, of 1, when not the words but what is done with them differs. */
function likeness(a: QuestionFeatures, b: QuestionFeatures): number {
  const negated = a.negations === b.negations ? 1 : WITH_OTHER_NEGATION;
  const meant = isSwapped(a.persons, b.persons) ? ABOUT_SOMEBODY_ELSE : 1;
  return negated * meant * directedAlike(a, b) * askingAlike(a.asks, b.asks);
}

/** `what` and `how` may be left out: `opening hours` for `what are your opening hours`. */
function askingAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...new Set([...a, ...b])];
  if (both.every((kind) => a.has(kind) && b.has(kind))) return 1;
  if (a.size > 0 && b.size > 0) return ASKING_OTHERWISE;
  return both.every((kind) => kind === "what" || kind === "how") ? 1 : ASKING_ONLY_ONCE;
}

function directedAlike(a: QuestionFeatures, b: QuestionFeatures): number {
  const [here, there] = [a.directions, b.directions];
  if (here.size + there.size === 0) return 1;
  return isSwapped(here, there) || !areInOrder(a.terms, b.terms) ? WITH_OTHER_ORDER : 1;
}

/** Whether each has something that the other one lacks. */
function isSwapped(here: ReadonlySet<string>, there: ReadonlySet<string>): boolean {
  return [...here].some((word) => !there.has(word)) && [...there].some((word) => !here.has(word));
}

function areInOrder(a: readonly string[], b: readonly string[]): boolean {
  const inBoth = (mine: readonly string[], theirs: readonly string[]) =>
    [...new Set(mine)].filter((term) => theirs.includes(term));
  const [one, other] = [inBoth(a, b), inBoth(b, a)];
  return one.every((term, index) => term === other[index]);
}

import { isEveryday, tellingShares } from "../../wording/everyday-words.ts";
import { namesIn } from "../../wording/names.ts";
import { termsOf } from "../../wording/terms.ts";
import type { KnowledgeQuery } from "../knowledge.ts";

/** A term that a passage should have, and how much it counts, from 0 to 1. */
export interface AskedTerm {
  readonly term: string;
  readonly weight: number;
  /** It is written as a name is: nothing else will do. */
  readonly isName: boolean;
}

/** What a question asks for. Terms are in their order, each once. */
export interface Question {
  readonly own: readonly AskedTerm[];
  /** Terms of what was asked before that the question may mean without saying them. */
  readonly before: readonly AskedTerm[];
  /** Whether the question also makes sense by itself, so that what was asked before must not count against a passage. */
  readonly standsAlone: boolean;
}

/** More would be a text that is no question; what is asked stands at its beginning or its end. */
const MAX_TERMS = 64;
/** So many earlier questions are thought of, the newest with this weight, the others with ever less. */
const EARLIER_QUESTIONS = 3;
const NEWEST_WEIGHT = 0.6;
const FADING = 0.7;
/** A question of so many terms says what it is about. */
const ENOUGH_TERMS = 3;

/** It refers to what was said before. */
const POINTS_BACK_EN =
  /^(?:and|or|but|so|what about|how about)\b|\b(?:it|its|they|them|their|that one|this one|those|these|this|that|he|she|him|her|his|there)\b/i;
const POINTS_BACK_ZH =
  /^(?:那|还有|還有|另外)|呢[?\uFF1F。!\uFF01\s]*$|[它他她]|[这這那][个個些款]|上面|上述/u;

export function understand({ question, before }: Pick<KnowledgeQuery, "question" | "before">): Question {
  const own = askedIn(question, 1);
  const pointsBack = POINTS_BACK_EN.test(question) || POINTS_BACK_ZH.test(question);
  if (own.length >= ENOUGH_TERMS && !pointsBack) return { own, before: [], standsAlone: true };
  const known = new Set(own.map(({ term }) => term));
  const earlier: AskedTerm[] = [];
  let weight = NEWEST_WEIGHT;
  for (const text of before.slice(-EARLIER_QUESTIONS).toReversed()) {
    for (const asked of askedIn(text, weight)) {
      if (known.has(asked.term)) continue;
      known.add(asked.term);
      earlier.push(asked);
    }
    weight *= FADING;
  }
  const standsAlone = own.length >= ENOUGH_TERMS || (own.length === ENOUGH_TERMS - 1 && !pointsBack);
  return { own, before: earlier.slice(0, MAX_TERMS), standsAlone };
}

/** The question for a model that reads whole sentences: a short one means something only together with what it goes on from. */
export function wholeQuestion(
  { question, before }: Pick<KnowledgeQuery, "question" | "before">,
  { standsAlone }: Pick<Question, "standsAlone">,
): string {
  const last = before.at(-1);
  return standsAlone || last === undefined ? question : `${last}\n${question}`;
}

/** `weight` is that of a term that says all it can. */
function askedIn(text: string, weight: number): readonly AskedTerm[] {
  const terms = distinct(termsOf(text));
  const shares = tellingShares(text, terms);
  // Of a question of nothing but everyday words nobody can tell what it asks for.
  if (isEveryday(shares)) return [];
  const names = namesIn(text);
  return terms.map((term, index) => ({
    term,
    weight: weight * (shares[index] ?? 1),
    isName: names.has(term),
  }));
}

function distinct(terms: readonly string[]): readonly string[] {
  const all = [...new Set(terms)];
  if (all.length <= MAX_TERMS) return all;
  return [...all.slice(0, MAX_TERMS / 2), ...all.slice(-MAX_TERMS / 2)];
}

import { sameMeaning } from "../../wording/same-meaning.ts";
import { forgivenTypos, typosBetween } from "../../wording/typos.ts";
import type { IndexReader } from "./index-reader.ts";
import type { AskedTerm, Question } from "./question.ts";

/** A question in the words of the documents. */
export interface LookedUp {
  readonly question: Question;
  /** What passages are looked for with: its terms, and others of the same meaning. */
  readonly terms: readonly string[];
  /** How many passages have each of them; of a term that none has, how many have another one of its meaning. */
  readonly frequencies: ReadonlyMap<string, number>;
}

/** Looks up a question's terms in the index; what is in no document is taken for a slip of the one that it is closest to. */
export async function lookUp(question: Question, reader: IndexReader): Promise<LookedUp> {
  const asked = [...question.own, ...question.before].map(({ term }) => term);
  const frequencies = new Map(await reader.frequencies(asked.flatMap(withSameMeaning)));
  const own: AskedTerm[] = [];
  for (const one of question.own) {
    const meant = isKnown(one.term, frequencies) ? null : await spelledRight(one.term, reader);
    if (meant) frequencies.set(meant.term, meant.passages);
    own.push(meant ? { ...one, term: meant.term } : one);
  }
  const terms = [...own, ...question.before].flatMap(({ term }) => withSameMeaning(term));
  const known = new Set(terms.filter((term) => frequencies.has(term)));
  for (const { term } of [...own, ...question.before]) {
    const others = sameMeaning(term).map((other) => frequencies.get(other) ?? 0);
    if (!known.has(term) && isKnown(term, frequencies)) frequencies.set(term, Math.max(...others));
  }
  return { question: { ...question, own }, terms: [...known], frequencies };
}

function withSameMeaning(term: string): readonly string[] {
  return [term, ...sameMeaning(term)];
}

function isKnown(term: string, frequencies: ReadonlyMap<string, number>): boolean {
  return withSameMeaning(term).some((one) => frequencies.has(one));
}

/** The closest term with the same beginning that documents have, of several the most frequent; null: there is none. */
async function spelledRight(
  term: string,
  reader: IndexReader,
): Promise<{ readonly term: string; readonly passages: number } | null> {
  const most = forgivenTypos(term);
  if (most === 0) return null;
  let closest: { term: string; passages: number; typos: number } | null = null;
  for (const [other, passages] of await reader.termsFrom(term.slice(0, 1))) {
    if (forgivenTypos(other) === 0) continue;
    const typos = typosBetween(term, other, most);
    if (typos > most) continue;
    const isCloser =
      closest === null || typos < closest.typos || (typos === closest.typos && passages > closest.passages);
    if (isCloser) closest = { term: other, passages, typos };
  }
  return closest;
}

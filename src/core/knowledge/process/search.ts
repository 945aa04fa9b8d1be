import type { FoundPassage, KnowledgeQuery } from "../knowledge.ts";
import type { Candidate, IndexReader } from "./index-reader.ts";
import type { Meanings } from "./meanings.ts";
import { lookUp } from "./look-up.ts";
import { type AskedTerm, type Question, understand, wholeQuestion } from "./question.ts";
import { coverage } from "./scoring.ts";
import { weightsOf } from "./weights.ts";

export interface SearchOptions {
  readonly reader: IndexReader;
  readonly meanings: Pick<Meanings, "vectorOf" | "near"> | null;
  /** How many passages there are. */
  readonly passages: number;
  /** The folders to look in, each without those below it; null: everywhere. */
  readonly folders: readonly string[] | null;
}

/** So many passages are looked at closely for their words. */
const CANDIDATES = 50;
/** Every passage that has one of the terms is ranked; common terms are only looked for where that stays below so many. */
const MAX_RANKED = 6000;
const LEAST_TERMS = 2;
/** What counts besides the words that a passage has: how well the index ranks it. It decides between equals. */
const RANK_SHARE = 0.06;
/**
 * Words and meaning each suffice. Where both say something, both together count for little more than the better one: they
 * often err for the same reason, when all is there but the one thing that was asked for.
 */
const TOGETHER = 4;
/** So many of them by their meaning, where the folders hold as many among the ones that are nearest in all. */
const NEAREST = 16;
const NEAREST_IN_ALL = 2000;
/** They are looked up so many at a time, and then ever more. */
const MORE_AT_A_TIME = 4;

/** The passages that fit best, the best first. Throws what the database throws. */
export async function searchPassages(
  query: KnowledgeQuery,
  options: SearchOptions,
): Promise<readonly FoundPassage[]> {
  const { reader, meanings, folders } = options;
  const understood = understand(query);
  // The model and the database do not keep each other waiting.
  const [{ question, frequencies, byTerms }, vector = null] = await Promise.all([
    findByTerms(understood, options),
    meanings?.vectorOf(wholeQuestion(query, understood)),
  ]);
  const keys = byTerms.map(({ key }) => key);
  const near = vector && meanings?.near(vector, keys, NEAREST_IN_ALL);
  const byMeaning = near ? await nearestIn(folders, [...near.keys()], byTerms, reader) : [];
  const weigh = weighing(question, frequencies, options.passages);
  const scored = [...byTerms, ...byMeaning].map((candidate) => {
    const fit = weigh(candidate) * (1 - RANK_SHARE * (1 - candidate.rank));
    return found(candidate, eitherOf(fit, near?.get(candidate.key) ?? 0));
  });
  // The same words may stand in a file twice.
  const distinct = new Map(scored.toSorted((a, b) => a.score - b.score).map((one) => [one.id, one]));
  return [...distinct.values()]
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, query.limit);
}

async function findByTerms(understood: Question, { reader, folders }: SearchOptions) {
  const { question, terms, frequencies } = await lookUp(understood, reader);
  const byTerms = await reader.withTerms(rarest(terms, frequencies), folders, CANDIDATES);
  return { question, frequencies, byTerms };
}

/** From 0 to 1, and never less than either. */
function eitherOf(fit: number, nearness: number): number {
  return Math.min(1, (fit ** TOGETHER + nearness ** TOGETHER) ** (1 / TOGETHER));
}

/** The nearest passages in the folders, without those that are known already. */
async function nearestIn(
  folders: readonly string[] | null,
  nearest: readonly string[],
  known: readonly Candidate[],
  reader: IndexReader,
): Promise<readonly Candidate[]> {
  const looked = new Set(known.map(({ key }) => key));
  const others = nearest.filter((key) => !looked.has(key));
  const found: Candidate[] = [];
  for (let from = 0, next = NEAREST; from < others.length && found.length < NEAREST; next *= MORE_AT_A_TIME) {
    found.push(...(await reader.withKeys(others.slice(from, from + next), folders)));
    from += next;
  }
  return found;
}

/** The terms to look for: of the ones that documents have, the rarest. */
function rarest(terms: readonly string[], frequencies: ReadonlyMap<string, number>): readonly string[] {
  const known = terms
    .map((term) => ({ term, passages: frequencies.get(term) ?? 0 }))
    .filter(({ passages }) => passages > 0)
    .toSorted((a, b) => a.passages - b.passages);
  let ranked = 0;
  return known
    .filter(({ passages }, index) => {
      ranked += passages;
      return index < LEAST_TERMS || ranked <= MAX_RANKED;
    })
    .map(({ term }) => term);
}

/** How much of the question each passage covers, from 0 to 1. */
function weighing(
  { own, before, standsAlone }: Question,
  frequencies: ReadonlyMap<string, number>,
  passages: number,
): (candidate: Candidate) => number {
  const weighed = (asked: readonly AskedTerm[]) => {
    const rarities = weightsOf(asked, frequencies, passages);
    return asked.map((one, index): AskedTerm => ({ ...one, weight: one.weight * (rarities[index] ?? 0) }));
  };
  const asked = weighed(own);
  // Words that no document has say nothing of what was meant.
  const meant = weighed(before.filter(({ term }) => frequencies.has(term)));
  return (candidate) => {
    const alone = standsAlone ? coverage(asked, candidate) : 0;
    return meant.length > 0 || !standsAlone
      ? Math.max(alone, coverage([...asked, ...meant], candidate))
      : alone;
  };
}

function found({ id, file, heading, text }: Candidate, score: number): FoundPassage {
  return { id, file, heading, text, score };
}

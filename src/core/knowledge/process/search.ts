import type { FoundPassage, KnowledgeQuery } from "../knowledge.ts";
import type { Candidate, IndexReader } from "./index-reader.ts";
import type { Meanings, Nearness } from "./meanings.ts";
import { lookUp } from "./look-up.ts";
import { type AskedTerm, type Question, understand } from "./question.ts";
import { coverage } from "./scoring.ts";
import { weightsOf } from "./weights.ts";

export interface SearchOptions {
  readonly reader: IndexReader;
  readonly meanings: Pick<Meanings, "near"> | null;
  /** How many passages there are. */
  readonly passages: number;
  /** The folders to look in, each without those below it; null: everywhere. */
  readonly folders: readonly string[] | null;
}

/** So many passages are looked at closely. */
const CANDIDATES = 50;
/** Every passage that has one of the terms is ranked; common terms are only looked for where that stays below so many. */
const MAX_RANKED = 6000;
const LEAST_TERMS = 2;
/** What counts besides the words that a passage has: how well the index ranks it. It decides between equals. */
const RANK_SHARE = 0.06;
/** What the meaning counts where an embedding model is at hand. */
const MEANING_SHARE = 0.4;
/** Others than the nearest may be the ones in the folders. */
const NEAR_IN_ALL = 400;

/** The passages that fit best, the best first. Throws what the database throws. */
export async function searchPassages(
  query: KnowledgeQuery,
  options: SearchOptions,
): Promise<readonly FoundPassage[]> {
  const { reader, meanings, folders } = options;
  const { question, terms, frequencies } = await lookUp(understand(query), reader);
  const byTerms = await reader.withTerms(rarest(terms, frequencies), folders, CANDIDATES);
  const near = meanings ? await meanings.near(meant(query, question), NEAR_IN_ALL) : null;
  const byMeaning = near ? await nearestIn(folders, near, byTerms, reader) : [];
  const weigh = weighing(question, frequencies, options.passages);
  const scored = [...byTerms, ...byMeaning].map((candidate) => {
    const fit = weigh(candidate) * (1 - RANK_SHARE * (1 - candidate.rank));
    return found(candidate, mix(fit, near?.of(candidate.key) ?? null));
  });
  // The same words may stand in a file twice.
  const distinct = new Map(scored.toSorted((a, b) => a.score - b.score).map((one) => [one.id, one]));
  return [...distinct.values()]
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, query.limit);
}

function mix(fit: number, nearness: number | null): number {
  if (nearness === null) return fit;
  return (1 - MEANING_SHARE) * fit + MEANING_SHARE * nearness;
}

/** A short question means something only together with what it goes on from. */
function meant({ question, before }: KnowledgeQuery, { standsAlone }: Question): string {
  const last = before.at(-1);
  return standsAlone || last === undefined ? question : `${last}\n${question}`;
}

/** The nearest passages in the folders, without those that are known already. */
async function nearestIn(
  folders: readonly string[] | null,
  { nearest }: Nearness,
  known: readonly Candidate[],
  reader: IndexReader,
): Promise<readonly Candidate[]> {
  const looked = new Set(known.map(({ key }) => key));
  const order = new Map(nearest.filter((key) => !looked.has(key)).map((key, index) => [key, index]));
  const others = await reader.withKeys([...order.keys()], folders);
  return others.toSorted((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0)).slice(0, CANDIDATES);
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
    const rarities = weightsOf(
      asked.map(({ term }) => term),
      frequencies,
      passages,
    );
    return asked.map(({ term, weight }, index): AskedTerm => ({
      term,
      weight: weight * (rarities[index] ?? 0),
    }));
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

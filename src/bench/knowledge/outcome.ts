import { normalForm } from "../../core/wording/normal-form.ts";
import type { Half, Question } from "./questions.ts";

/** A way to find passages. */
export interface Searcher {
  /** As people read it, such as `words`. */
  readonly name: string;
  /** The passages that fit best, the best first. */
  search(question: Question, limit: number): Promise<readonly Found[]>;
}

export interface Found {
  readonly file: string;
  readonly heading: string;
  readonly text: string;
  /** More is better; what it is measured in is the searcher's own affair. */
  readonly score: number;
}

/** What came of a question. */
export interface Outcome {
  readonly question: Question;
  /** The place of the first right passage, from 1; null when it is not among the first {@link LOOKED_AT}, or there is none. */
  readonly rank: number | null;
  /** The best score; 0 when nothing was found. */
  readonly best: number;
  /** What was found first. */
  readonly first: Found | null;
}

/** So many passages are asked for. */
const LOOKED_AT = 10;
/** So many go to the model, more or less. */
const USED = 5;

/** Asks all questions, one after the other. */
export async function askAll(
  questions: readonly Question[],
  searcher: Searcher,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const question of questions) {
    signal.throwIfAborted();
    const found = await searcher.search(question, LOOKED_AT);
    const at = found.findIndex((one) => isRight(one, question));
    const [first = null] = found;
    outcomes.push({ question, rank: at < 0 ? null : at + 1, best: first?.score ?? 0, first });
  }
  return outcomes;
}

function isRight({ file, text }: Found, { places }: Question): boolean {
  // Marks of Markdown, rows of tables and blanks may be written otherwise than in the file.
  return places.some((place) => place.file === file && normalForm(text).includes(normalForm(place.phrase)));
}

/** How a group of questions went. A share of none is NaN. */
export interface Figures {
  readonly answerable: number;
  /** The share of the answerable ones with a right passage among the first five. */
  readonly recall: number;
  /** The mean over the answerable ones of one over the place of the first right passage. */
  readonly reciprocalRank: number;
  /** The share of the answerable ones that would be declined. */
  readonly wronglyRefused: number;
  readonly unanswerable: number;
  /** The share of the unanswerable ones that would be declined. */
  readonly rightlyRefused: number;
}

/** `fitting`: from this score on a passage is taken to answer the question. */
export function figuresOf(outcomes: readonly Outcome[], fitting: number): Figures {
  const answerable = outcomes.filter(({ question }) => question.places.length > 0);
  const unanswerable = outcomes.filter(({ question }) => question.places.length === 0);
  const isRefused = ({ best }: Outcome) => best < fitting;
  return {
    answerable: answerable.length,
    recall: share(answerable, ({ rank }) => rank !== null && rank <= USED),
    reciprocalRank:
      answerable.reduce((sum, { rank }) => sum + (rank === null ? 0 : 1 / rank), 0) / answerable.length,
    wronglyRefused: share(answerable, isRefused),
    unanswerable: unanswerable.length,
    rightlyRefused: share(unanswerable, isRefused),
  };
}

/**
 * The score that parts the answerable from the unanswerable best: with it, the share that is rightly refused exceeds the share
 * that is wrongly refused by the most. In the middle of its gap; 0 where nothing is gained by refusing.
 */
export function bestThreshold(outcomes: readonly Outcome[]): number {
  const scores = [...new Set(outcomes.map(({ best }) => best))].toSorted((a, b) => a - b);
  const between = scores.slice(1).map((score, index) => (score + (scores[index] ?? score)) / 2);
  let chosen = { threshold: 0, gain: 0 };
  for (const threshold of between) {
    const { rightlyRefused, wronglyRefused } = figuresOf(outcomes, threshold);
    const gain = rightlyRefused - wronglyRefused;
    if (gain > chosen.gain) chosen = { threshold, gain };
  }
  return chosen.threshold;
}

/** Those of one half. */
export function ofHalf(outcomes: readonly Outcome[], half: Half): readonly Outcome[] {
  return outcomes.filter(({ question }) => question.half === half);
}

/** Without questions in another language than their document's: words alone do not find those, and nobody claims so. */
export function ofOneLanguage(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.filter(({ question }) => question.kind !== "cross");
}

function share(outcomes: readonly Outcome[], holds: (outcome: Outcome) => boolean): number {
  return outcomes.filter(holds).length / outcomes.length;
}

import { FITTING_SCORE, type FoundPassage, type KnowledgeQuery } from "../knowledge.ts";
import { understand, wholeQuestion } from "./question.ts";
import { createTimedRanker, type TimedRankerOptions } from "./timed-ranker.ts";

/** A passage, and what a ranking model says to it. */
export interface RankedPassage extends FoundPassage {
  /** From 0 to 1; null for one that it was not asked about. */
  readonly ranking: number | null;
}

export interface Ranking {
  readonly model: string;
  /**
   * Scores passages anew that were found, the best first, as many as there is time for, and gives all of them in their new
   * order. Rejects with `signal.reason` on abort.
   */
  rank(
    query: KnowledgeQuery,
    found: readonly FoundPassage[],
    signal: AbortSignal,
  ): Promise<readonly RankedPassage[]>;
}

/** For 91 of 100 questions of `npm run bench:knowledge` words find the right passage among so many, for 88 among 8. */
export const MOST_RANKED = 12;
/**
 * What the ranking counts; the rest is what the passage was found by. A model that is sure has its way, and one that calls
 * everything likely, or nothing, does not spoil much: models differ in what they call likely.
 */
const RANKING_SHARE = 0.55;

export function createRanking(options: TimedRankerOptions): Ranking {
  const scoresOf = createTimedRanker(options);

  return {
    model: options.ranker.model,
    async rank(query, found, signal) {
      signal.throwIfAborted();
      const texts = found.slice(0, MOST_RANKED).map(({ heading, text }) => `${heading}\n${text}`);
      const scores =
        texts.length === 0 ? [] : await scoresOf(wholeQuestion(query, understand(query)), texts, signal);
      const ranked = found.slice(0, scores.length).map((passage, index) => {
        const ranking = scores[index] ?? 0;
        const score = (1 - RANKING_SHARE) * passage.score + RANKING_SHARE * ranking;
        return rankedAs(passage, score, ranking);
      });
      // What there was no time for keeps its score, but comes after what the model is for.
      const most = Math.min(1, ...ranked.map(({ score }) => score).filter((score) => score >= FITTING_SCORE));
      const others = found
        .slice(scores.length)
        .map((passage) => rankedAs(passage, Math.min(passage.score, most), null));
      return [...ranked, ...others].toSorted((a, b) => b.score - a.score);
    },
  };
}

/** A passage with the score that it has in the end. */
export function rankedAs(
  { id, file, heading, text }: FoundPassage,
  score: number,
  ranking: number | null,
): RankedPassage {
  return { id, file, heading, text, score, ranking };
}

import type { FaqEntry } from "./faq-text.ts";
import type { PinnedMatch } from "./pinned-answers.ts";
import { featuresOf } from "./question-features.ts";
import { similarity, weighByRarity } from "./similarity.ts";

/** UTF-16 units of a question that may be one of the owner's. */
const MAX_QUESTION = 1000;

/** Gives the answers whose questions come closest, the best first, each with its closest one; at most `limit`. */
export type Closest = (question: string, limit: number) => readonly PinnedMatch[];

/** Makes `entries` ready to be compared with. */
export function closestOf(entries: readonly FaqEntry[]): Closest {
  const ready = entries.map(({ questions, answer }) => ({
    answer,
    variants: questions.map((question) => ({ question, features: featuresOf(question) })),
  }));
  const weightOf = weighByRarity(ready.map(({ variants }) => variants.map(({ features }) => features)));

  return (question, limit) => {
    if (question.length > MAX_QUESTION) return [];
    const asked = featuresOf(question);
    if (asked.normal === "") return [];
    const matches = ready.map(({ answer, variants }) => {
      let best: PinnedMatch = { answer, question: "", score: 0 };
      for (const { question, features } of variants) {
        const score = similarity(asked, features, weightOf);
        if (score > best.score) best = { answer, question, score };
      }
      return best;
    });
    return matches
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit);
  };
}

import type { CustomBatchingPrioritizationStrategy, EvaluationPriority } from "node-llama-cpp";

const LEVELS = [1, 2, 3, 4, 5] as const satisfies readonly EvaluationPriority[];

/**
 * What the library calls a priority, and {@link inSequenceOrder} takes for a place in the row: the number of a sequence is not
 * told to it. Of more than five sequences, neighbours share a level.
 */
export function levelOf(index: number, sequences: number): EvaluationPriority {
  const step = Math.max(1, sequences / LEVELS.length);
  return LEVELS[Math.min(LEVELS.length - 1, Math.floor(index / step))] ?? 1;
}

/**
 * Puts the tokens of a step into its batch in the order of their sequences, whoever handed them in first: llama.cpp takes the first
 * token of each in one pass over the weights only when their numbers ascend without a gap. A prompt read beside an answer
 * on a higher sequence comes late otherwise, and a step with 17 of its tokens takes 280 instead of 205 ms (F16).
 */
export const inSequenceOrder: CustomBatchingPrioritizationStrategy = ({ items, size }) => {
  let left = size;
  return items
    .toSorted((a, b) => a.evaluationPriority - b.evaluationPriority)
    .map((item) => {
      const processAmount = Math.min(item.tokens.length, left);
      left -= processAmount;
      return { item, processAmount };
    })
    .filter(({ processAmount }) => processAmount > 0);
};

/** How near passages are to a question. */
export interface Nearness {
  /** The places of the passages that are nearest, the nearest first. */
  nearest(limit: number): readonly number[];
  /** From 0 to 1, and from 0.5 on near enough to answer the question by that alone. */
  at(place: number): number;
}

/**
 * Models differ in what they call near, so nearness is counted in standard deviations above what all passages have on average,
 * next to what the nearest of as many would have that have nothing to do with the question: at `NEAR_FROM` of that it begins
 * to count, and at `NEAR_AT` it counts fully. Half of that, which suffices for an answer, is at 1.5: of a hundred passages that
 * have nothing to do with it one comes so far in two questions of a hundred, and of more passages in ever fewer questions.
 */
const NEAR_FROM = 0.4;
const NEAR_AT = 2.6;
/** Of fewer there is no meaningful average: the model's own measure decides between them, and words whether they fit. */
const ENOUGH_FOR_AVERAGE = 30;
const MOST_OF_FEW = 0.4;

/** `similarities` are those of the passages to the question, from -1 to 1. */
export function nearnessOf(similarities: Float32Array): Nearness {
  const scale = scaleOf(similarities);
  return {
    nearest(limit) {
      if (limit <= 0) return [];
      const least = similarities.toSorted().at(-limit) ?? -Infinity;
      const places: number[] = [];
      for (const [place, similarity] of similarities.entries()) if (similarity >= least) places.push(place);
      return places.toSorted((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0)).slice(0, limit);
    },
    at: (place) => Math.min(1, Math.max(0, scale(similarities[place] ?? 0))),
  };
}

function scaleOf(similarities: Float32Array): (similarity: number) => number {
  const count = similarities.length;
  if (count < ENOUGH_FOR_AVERAGE) return (similarity) => MOST_OF_FEW * similarity;
  let sum = 0;
  let squares = 0;
  for (const similarity of similarities) {
    sum += similarity;
    squares += similarity * similarity;
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  if (deviation === 0) return () => 0;
  const chance = highestOf(count) * deviation;
  return (similarity) => ((similarity - mean) / chance - NEAR_FROM) / (NEAR_AT - NEAR_FROM);
}

/** About the highest of so many numbers of the standard normal distribution. */
function highestOf(count: number): number {
  const bound = Math.sqrt(2 * Math.log(count));
  return bound - (Math.log(Math.log(count)) + Math.log(4 * Math.PI)) / (2 * bound);
}

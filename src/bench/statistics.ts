/** The middle one of `values`, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] =
    sorted.length % 2 === 0 ? [sorted[middle - 1], sorted[middle]] : [sorted[middle], sorted[middle]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}

/** The smallest of `values` that at least `percent` percent of them do not exceed; NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(0, rank - 1)] ?? NaN;
}

/**
 * How many times `of` is `against`. Samples that were taken in pairs, one of each in every round, are compared pair by
 * pair, since what disturbs the machine in a round disturbs both; else the medians are. NaN when either is empty.
 */
export function ratio(of: readonly number[], against: readonly number[]): number {
  if (of.length !== against.length) return median(of) / median(against);
  return median(of.map((value, round) => value / (against[round] ?? NaN)));
}

/** One answer of several that were asked for at the same moment. */
export interface AnswerSpan {
  readonly tokens: number;
  /** ms from the asking to the first and to the last token. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Tokens per second of answers that began together: from the first token of the earliest to the last of the latest,
 * each answer's first token not counted, since it comes out of reading the prompt. NaN when nothing followed it.
 */
export function speedTogether(answers: readonly AnswerSpan[]): number {
  const followed = answers.reduce((sum, { tokens }) => sum + Math.max(0, tokens - 1), 0);
  const from = Math.min(...answers.map(({ firstMs }) => firstMs));
  const to = Math.max(...answers.map(({ lastMs }) => lastMs));
  return followed === 0 ? NaN : (followed * 1000) / (to - from);
}

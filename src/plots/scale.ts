/** Where values stand on an axis, and which of them are written at it. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** Even steps from 0 to `most`, or a little beyond it, between the places `from` and `to`; about `count` round ticks. */
export function linearScale(most: number, from: number, to: number, count: number): Scale {
  const step = roundStep((most > 0 ? most : 1) / count);
  const steps = Math.max(1, Math.ceil(most / step));
  return {
    at: (value) => from + ((to - from) * value) / (steps * step),
    ticks: Array.from({ length: steps + 1 }, (_, index) => index * step),
  };
}

/** Equal distances for equal ratios, from the power of ten below `least` to a round number above `most`; both above 0. */
export function logScale(least: number, most: number, from: number, to: number): Scale {
  const low = Math.floor(Math.log10(least));
  const bounds = [1, 2, 5].flatMap((digit) =>
    Array.from({ length: Math.ceil(Math.log10(most)) - low + 1 }, (_, index) => digit * 10 ** (low + index)),
  );
  const sorted = bounds.toSorted((a, b) => a - b);
  const first = sorted.findLast((bound) => bound <= least) ?? 10 ** low;
  const last = sorted.find((bound) => bound >= most && bound > first) ?? most;
  const width = Math.log10(last / first);
  return {
    at: (value) => from + ((to - from) * Math.log10(value / first)) / width,
    ticks: sorted.filter((bound) => bound >= first && bound <= last),
  };
}

/** The smallest of 1, 2 or 5 times a power of ten that is not below `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((digit) => digit * power >= step) ?? 10);
}

import { type Report, samplesOf, type Unit } from "./report.ts";
import { ratio } from "./statistics.ts";

/** How many answers begin together. */
export const TOGETHER = [1, 2, 4, 8] as const;

/** The measurements, in the order in which they are made and shown. */
export const MEASUREMENTS = {
  together: "Tokens per second, all answers that begin together",
  first: "Time to the first token",
  gaps: "A long prompt joins while an answer streams",
  memory: "Memory of the engine's process",
  page: "The page in a browser, from Enter to the first words",
} as const;
export type MeasurementName = keyof typeof MEASUREMENTS;

/** All that is measured. The part of an id before its first slash is the measurement; `…/read` counts the prompt tokens read. */
export const CATALOGUE = {
  "together/lantern/1": ["1 answer, Lantern", "tokens/s"],
  "together/plain/1": ["1 answer, plain loop", "tokens/s"],
  "together/lantern/2": ["2 answers, Lantern", "tokens/s"],
  "together/plain/2": ["2 answers, plain loops", "tokens/s"],
  "together/lantern/4": ["4 answers, Lantern", "tokens/s"],
  "together/plain/4": ["4 answers, plain loops", "tokens/s"],
  "together/lantern/8": ["8 answers, Lantern", "tokens/s"],
  "together/plain/8": ["8 answers, plain loops", "tokens/s"],
  "first/cold": ["first question of a channel", "ms"],
  "first/cold/read": ["first question of a channel, prompt tokens read", "tokens"],
  "first/warm": ["its next question", "ms"],
  "first/warm/read": ["its next question, prompt tokens read", "tokens"],
  "first/afresh": ["long conversation, read afresh", "ms"],
  "first/afresh/read": ["long conversation, read afresh, prompt tokens read", "tokens"],
  "first/long": ["long conversation, next question", "ms"],
  "first/long/read": ["long conversation, next question, prompt tokens read", "tokens"],
  "first/returned": ["long conversation, after others took its place", "ms"],
  "first/returned/read": ["long conversation, after others took its place, prompt tokens read", "tokens"],
  "first/restarted": ["long conversation, after a restart", "ms"],
  "first/restarted/read": ["long conversation, after a restart, prompt tokens read", "tokens"],
  "first/filling": ["short turns, before the window is full", "ms"],
  "first/filling/read": ["short turns, before the window is full, prompt tokens read", "tokens"],
  "first/full": ["short turns, since the window is full", "ms"],
  "first/full/read": ["short turns, since the window is full, prompt tokens read", "tokens"],
  "first/reading": ["reading speed, first question", "tokens/s"],
  "first/reading-long": ["reading speed, long conversation", "tokens/s"],
  "first/start": ["start of the engine's process", "ms"],
  "gaps/alone/longest": ["longest gap between two pieces, before it joins", "ms"],
  "gaps/beside/longest": ["longest gap between pieces while it is read", "ms"],
  "gaps/beside/tokens": ["longest gap between tokens", "ms"],
  "gaps/beside/p99": ["p99 of the gaps while it is read", "ms"],
  "gaps/joiner/alone": ["its first token, alone", "ms"],
  "gaps/joiner/beside": ["its first token, beside the other answer", "ms"],
  "gaps/event-loop": ["event loop delay of the bot, p99, 4 answers under way", "ms"],
  "memory/under-way": ["resident, 4 answers with full windows under way", "bytes"],
  "memory/peak": ["the most it ever held", "bytes"],
  "memory/before": ["resident after the first answers on 50 channels", "bytes"],
  "memory/after": ["resident at the end of many answers more", "bytes"],
  "page/first": ["first question of a chat", "ms"],
  "page/next": ["next question", "ms"],
} as const satisfies Record<string, readonly [label: string, unit: Unit]>;
export type SeriesId = keyof typeof CATALOGUE;

/** Two series whose relation says more than either. */
export interface Relation {
  readonly label: string;
  readonly of: SeriesId;
  readonly against: SeriesId;
}

export const RELATIONS: readonly Relation[] = [
  ...TOGETHER.map((count) => ({
    label: `${count} together, Lantern against plain`,
    of: `together/lantern/${count}` as const,
    against: `together/plain/${count}` as const,
  })),
  { label: "4 together against 1 alone", of: "together/lantern/4", against: "together/lantern/1" },
  { label: "8 together against 1 alone", of: "together/lantern/8", against: "together/lantern/1" },
  { label: "place lost, against not lost", of: "first/returned", against: "first/long" },
  { label: "after a restart, against none", of: "first/restarted", against: "first/long" },
  { label: "read afresh, against place lost", of: "first/afresh", against: "first/returned" },
  { label: "window full, against before", of: "first/full", against: "first/filling" },
  { label: "the joiner, beside against alone", of: "gaps/joiner/beside", against: "gaps/joiner/alone" },
  { label: "memory, end against beginning", of: "memory/after", against: "memory/before" },
];

export function measurementOf(id: string): string {
  return id.split("/", 1)[0] ?? id;
}

/** The relations of `measurement` for which the report has both sides. */
export function relationsIn(report: Report, measurement: string): { label: string; value: number }[] {
  return RELATIONS.filter(({ of }) => measurementOf(of) === measurement)
    .map(({ label, of, against }) => ({
      label,
      value: ratio(samplesOf(report, of), samplesOf(report, against)),
    }))
    .filter(({ value }) => !Number.isNaN(value));
}

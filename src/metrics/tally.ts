import type { AnswerOrigin, FailureCode, Platform } from "../core/chat.ts";
import type { AnswerFigures } from "../core/engine/language-model.ts";

/** Bounds in seconds between which times to the first token are counted, each its own count; a last one counts the rest. */
export const FIRST_TOKEN_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60] as const;

/** Where the answer to a question that others may have asked before was found; `missed`: nowhere. */
export type Recall = AnswerOrigin | "missed";

/** What a stretch of time came to. Tells what the bot did, and nothing of what people said. */
export interface Tally {
  readonly answers: Readonly<Partial<Record<Platform, number>>>;
  /** By {@link FailureCode}. */
  readonly failures: Readonly<Record<string, number>>;
  readonly recalls: Readonly<Partial<Record<Recall, number>>>;
  readonly tokensRead: number;
  readonly tokensReused: number;
  /** Tokens whose writing was timed, those after the first of each answer, and how many ms that took. */
  readonly tokensTimed: number;
  readonly msWriting: number;
  /** Answers by their time to the first token, one count more than {@link FIRST_TOKEN_SECONDS}. */
  readonly firstTokens: readonly number[];
  /** The most that was seen of each; bytes are 0 when nobody looked. */
  readonly peaks: Gauges;
}

/** What is measured by looking at it now and then. */
export interface Gauges {
  /** Resident memory of the engine's process and of the bot's own. */
  readonly engineBytes: number;
  readonly botBytes: number;
  /** Answers being read or written, and those waiting for a place. */
  readonly active: number;
  readonly waiting: number;
}

export const EMPTY_TALLY: Tally = {
  answers: {},
  failures: {},
  recalls: {},
  tokensRead: 0,
  tokensReused: 0,
  tokensTimed: 0,
  msWriting: 0,
  firstTokens: Array.from({ length: FIRST_TOKEN_SECONDS.length + 1 }, () => 0),
  peaks: { engineBytes: 0, botBytes: 0, active: 0, waiting: 0 },
};

/** Two stretches as one. */
export function together(a: Tally, b: Tally): Tally {
  return {
    answers: sums(a.answers, b.answers),
    failures: sums(a.failures, b.failures),
    recalls: sums(a.recalls, b.recalls),
    tokensRead: a.tokensRead + b.tokensRead,
    tokensReused: a.tokensReused + b.tokensReused,
    tokensTimed: a.tokensTimed + b.tokensTimed,
    msWriting: a.msWriting + b.msWriting,
    firstTokens: a.firstTokens.map((count, index) => count + (b.firstTokens[index] ?? 0)),
    peaks: {
      engineBytes: Math.max(a.peaks.engineBytes, b.peaks.engineBytes),
      botBytes: Math.max(a.peaks.botBytes, b.peaks.botBytes),
      active: Math.max(a.peaks.active, b.peaks.active),
      waiting: Math.max(a.peaks.waiting, b.peaks.waiting),
    },
  };
}

/** What one answer comes to. */
export function tallyOfAnswer(platform: Platform, figures: AnswerFigures): Tally {
  const { tokensRead, tokensReused, tokensWritten, msToFirstToken, tokensPerSecond } = figures;
  const tokensTimed = tokensPerSecond > 0 ? tokensWritten - 1 : 0;
  const place = msToFirstToken === null ? -1 : placeOf(msToFirstToken / 1000);
  return {
    ...EMPTY_TALLY,
    answers: { [platform]: 1 },
    tokensRead,
    tokensReused,
    tokensTimed,
    msWriting: tokensTimed > 0 ? (tokensTimed / tokensPerSecond) * 1000 : 0,
    firstTokens: EMPTY_TALLY.firstTokens.map((_, index) => (index === place ? 1 : 0)),
  };
}

export function tallyOfFailure(code: FailureCode): Tally {
  return { ...EMPTY_TALLY, failures: { [code]: 1 } };
}

export function tallyOfRecall(recall: Recall): Tally {
  return { ...EMPTY_TALLY, recalls: { [recall]: 1 } };
}

export function tallyOfGauges(peaks: Gauges): Tally {
  return { ...EMPTY_TALLY, peaks };
}

/** Tokens per second while answers were written; null when none was timed. */
export function speedOf({ tokensTimed, msWriting }: Tally): number | null {
  return msWriting > 0 ? (tokensTimed / msWriting) * 1000 : null;
}

/** The part of all prompt tokens, from 0 to 1, that did not have to be read again; null when there were none. */
export function reuseOf({ tokensRead, tokensReused }: Tally): number | null {
  const tokens = tokensRead + tokensReused;
  return tokens > 0 ? tokensReused / tokens : null;
}

/**
 * The part, from 0 to 1, of the questions that an answer was looked up for to which one was at hand; null when there were
 * none. What was declined is neither: the documents were asked, and nothing was at hand.
 */
export function hitsOf({ recalls }: Tally): number | null {
  const { stored = 0, pinned = 0, missed = 0 } = recalls;
  const asked = stored + pinned + missed;
  return asked > 0 ? (stored + pinned) / asked : null;
}

/** All of `counts` together. */
export function countOf(counts: Counts): number {
  return Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

function placeOf(seconds: number): number {
  const place = FIRST_TOKEN_SECONDS.findIndex((bound) => seconds <= bound);
  return place === -1 ? FIRST_TOKEN_SECONDS.length : place;
}

type Counts = Readonly<Partial<Record<string, number>>>;

function sums(a: Counts, b: Counts): Record<string, number> {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
}

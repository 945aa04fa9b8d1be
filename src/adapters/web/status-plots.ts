import { PLATFORMS } from "../../core/chat.ts";
import type { Bucket } from "../../metrics/series.ts";
import {
  countOf,
  EMPTY_TALLY,
  FIRST_TOKEN_SECONDS,
  hitsOf,
  reuseOf,
  speedOf,
  type Tally,
  together,
} from "../../metrics/tally.ts";
import type { AxisWord } from "../../plots/frame.ts";
import { type Column, type ColumnPart, plotColumns } from "../../plots/plot-columns.ts";
import { plotLines } from "../../plots/plot-lines.ts";
import type { Svg } from "../../plots/svg.ts";
import { bytesText } from "./status-numbers.ts";
import type { StatusTexts } from "./status-texts.ts";

/** The last hour or the last day. */
export interface Span {
  readonly name: string;
  readonly buckets: readonly Bucket[];
  /** All of it together. */
  readonly sum: Tally;
  /** How long ago a bucket began. */
  readonly ago: (bucket: number) => string;
  readonly axis: readonly AxisWord[];
}

/** One plot, and the number that says it in short. */
export interface StatusPlot {
  readonly value: string;
  readonly svg: Svg;
}

/** A plot of one span. */
export type PlotOf = (span: Span, texts: StatusTexts) => StatusPlot;

/** `buckets`, oldest first, the last one running; each is `amount` of `unit` long. */
export function spanOf(
  name: string,
  buckets: readonly Bucket[],
  length: { readonly amount: number; readonly unit: "min" | "h" },
  texts: StatusTexts,
): Span {
  const agoOf = (part: number) => texts.ago(part * buckets.length * length.amount, length.unit);
  return {
    name,
    buckets,
    sum: buckets.reduce((sum, { tally }) => together(sum, tally), EMPTY_TALLY),
    ago: (bucket) =>
      bucket === buckets.length - 1 ? texts.now : agoOf((buckets.length - 1 - bucket) / buckets.length),
    axis: [1, 0.75, 0.5, 0.25, 0].map((part) => ({
      at: 1 - part,
      text: part === 0 ? texts.now : agoOf(part),
    })),
  };
}

export const plotAnswers: PlotOf = (span, texts) => {
  const value = String(countOf(span.sum.answers));
  return counts(span, texts, texts.answers, value, ({ answers }) =>
    PLATFORMS.map((platform) => ({ value: answers[platform] ?? 0, class: platform })),
  );
};

export const plotFailures: PlotOf = (span, texts) => {
  const value = String(countOf(span.sum.failures));
  return counts(span, texts, texts.failures, value, ({ failures }) => [
    { value: countOf(failures), class: "failures" },
  ]);
};

export const plotLine: PlotOf = (span, texts) => {
  const { active, waiting } = span.sum.peaks;
  const value = `${active} ${texts.active}, ${waiting} ${texts.waiting}`;
  return counts(span, texts, texts.line, value, ({ peaks }) => [
    { value: peaks.active, class: "active" },
    { value: peaks.waiting, class: "waiting" },
  ]);
};

export const plotSpeed: PlotOf = (span, texts) => {
  const format = (value: number | null) => (value === null ? "–" : String(Number(value.toPrecision(3))));
  const value = format(speedOf(span.sum));
  const columns = columnsOf(span, (tally) => single(speedOf(tally), "speed"), format);
  return { value, svg: plotColumns(framed(span, texts, texts.speed, value, format), columns, 1) };
};

export const plotReuse: PlotOf = (span, texts) => shares(span, texts.reuse, texts, reuseOf, "reuse");

export const plotHits: PlotOf = (span, texts) => shares(span, texts.hits, texts, hitsOf, "hits");

export const plotMemory: PlotOf = (span, texts) => {
  const bytes = (which: "engineBytes" | "botBytes") =>
    span.buckets.map(({ tally }) => tally.peaks[which] || null);
  const { engineBytes, botBytes } = span.sum.peaks;
  const value = `${bytesText(engineBytes)} ${texts.engine}, ${bytesText(botBytes)} ${texts.bot}`;
  return {
    value,
    svg: plotLines(framed(span, texts, texts.memory, value, bytesText), [
      { values: bytes("engineBytes"), class: "engine" },
      { values: bytes("botBytes"), class: "bot" },
    ]),
  };
};

export const plotFirstTokens: PlotOf = (span, texts) => {
  const { firstTokens } = span.sum;
  const bounds = FIRST_TOKEN_SECONDS;
  const nameOf = (place: number) => {
    const bound = bounds[place];
    return bound === undefined
      ? texts.beyond(texts.seconds(bounds.at(-1) ?? 0))
      : texts.within(texts.seconds(bound));
  };
  const value = median(firstTokens, (place) => texts.half(nameOf(place))) ?? "–";
  const columns = firstTokens.map((count, place): Column => ({
    title: `${nameOf(place)}: ${count}`,
    parts: [{ value: count, class: "first" }],
  }));
  const axis = bounds.map((bound, index) => ({ at: (index + 1) / firstTokens.length, text: String(bound) }));
  const frame = { ...framed(span, texts, texts.firstToken, value, String), axis };
  return { value, svg: plotColumns(frame, columns, LEAST_COUNT) };
};

/** Below this an axis of counts would show halves. */
const LEAST_COUNT = 3;

function counts(
  span: Span,
  texts: StatusTexts,
  name: string,
  value: string,
  parts: (tally: Tally) => readonly ColumnPart[],
): StatusPlot {
  const columns = columnsOf(span, parts, String);
  return { value, svg: plotColumns(framed(span, texts, name, value, String), columns, LEAST_COUNT) };
}

/** `partOf`: from 0 to 1, or null where there is nothing to take a part of. */
function shares(
  span: Span,
  name: string,
  texts: StatusTexts,
  partOf: (tally: Tally) => number | null,
  style: string,
): StatusPlot {
  const format = (part: number | null) => (part === null ? "–" : `${Math.round(part * 100)} %`);
  const value = format(partOf(span.sum));
  const columns = columnsOf(span, (tally) => single(partOf(tally), style), format);
  return { value, svg: plotColumns(framed(span, texts, name, value, format), columns, 1) };
}

function columnsOf(
  { buckets, ago }: Span,
  parts: (tally: Tally) => readonly ColumnPart[],
  format: (value: number) => string,
): readonly Column[] {
  return buckets.map(({ tally }, index) => {
    const standing = parts(tally);
    return {
      title: `${ago(index)}: ${standing.map(({ value }) => format(value)).join(" + ")}`,
      parts: standing,
    };
  });
}

function single(value: number | null, name: string): readonly ColumnPart[] {
  return value === null ? [] : [{ value, class: name }];
}

function framed(
  { name: span, axis }: Span,
  texts: StatusTexts,
  name: string,
  value: string,
  format: (value: number) => string,
) {
  return { label: `${name}, ${span}: ${value}`, axis, format, empty: texts.nothing };
}

function median(histogram: readonly number[], nameOf: (place: number) => string): string | null {
  const half = histogram.reduce((sum, count) => sum + count, 0) / 2;
  let sum = 0;
  const place = histogram.findIndex((count) => (sum += count) >= half);
  return half === 0 ? null : nameOf(place);
}

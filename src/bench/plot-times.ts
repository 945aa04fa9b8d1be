import { logScale, type Scale } from "../plots/scale.ts";
import { element, escaped, plot, type Svg, words } from "../plots/svg.ts";
import { PLOT_WIDTH } from "./plot-width.ts";
import { median } from "./statistics.ts";

export interface TimeRow {
  readonly label: string;
  /** In ms, above 0. */
  readonly samples: readonly number[];
  /** The median as people read it. */
  readonly value: string;
}

const LEFT = 322;
const RIGHT = PLOT_WIDTH - 86;
const ROW = 30;
const TOP = 6;
const AXIS = 22;

/** One row for each kind of wait: a dot for each sample and a line at the median, on an axis of equal ratios. */
export function plotTimes(label: string, rows: readonly TimeRow[]): Svg {
  const samples = rows.flatMap((row) => row.samples);
  const scale = logScale(Math.min(...samples), Math.max(...samples), LEFT, RIGHT);
  const bottom = TOP + rows.length * ROW;
  const axis = scale.ticks.map(
    (tick) =>
      element("line", { x1: scale.at(tick), x2: scale.at(tick), y1: TOP, y2: bottom, class: "grid" }) +
      words(scale.at(tick), bottom + 16, tickLabel(tick), { anchor: "middle", class: "tick" }),
  );
  const drawn = rows.map((row, index) => drawRow(row, TOP + (index + 0.5) * ROW, scale));
  return plot(PLOT_WIDTH, bottom + AXIS, label, ...axis, ...drawn);
}

function drawRow({ label, samples, value }: TimeRow, y: number, scale: Scale): Svg {
  const middle = scale.at(median(samples));
  return element(
    "g",
    { class: "ours" },
    element("title", {}, escaped(`${label}: ${value}`)),
    words(LEFT - 14, y + 4, label, { anchor: "end" }),
    element("line", { x1: LEFT, x2: RIGHT, y1: y, y2: y, class: "row" }),
    ...samples.map((sample) => element("circle", { cx: scale.at(sample), cy: y, r: 4, class: "sample" })),
    element("line", { x1: middle, x2: middle, y1: y - 9, y2: y + 9, class: "median" }),
    words(PLOT_WIDTH - 4, y + 4, value, { anchor: "end", class: "value" }),
  );
}

/** Short, so that neighbours do not touch; below a second it is ms. */
function tickLabel(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : String(Number(ms.toPrecision(1)));
}

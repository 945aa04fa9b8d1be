import { linearScale, type Scale } from "../plots/scale.ts";
import { element, escaped, plot, type Svg, words } from "../plots/svg.ts";
import { PLOT_WIDTH } from "./plot-width.ts";
import { median } from "./statistics.ts";

export interface Bar {
  readonly name: string;
  /** Draws it in the colour of what this is about, or of what it is compared with. */
  readonly kind: "ours" | "plain";
  readonly samples: readonly number[];
  /** The median as people read it. */
  readonly value: string;
}

/** Bars that are compared with each other. */
export interface BarGroup {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** What follows from the comparison, at the right edge. */
  readonly remark: string;
}

const LEFT = 92;
const RIGHT = PLOT_WIDTH - 170;
const BAR = 20;
const GAP = 22;
const TOP = 8;
const AXIS = 28;

/** Groups of lying bars, as long as the median of their samples, with a dot for each sample. */
export function plotBars(label: string, groups: readonly BarGroup[]): Svg {
  const samples = groups.flatMap(({ bars }) => bars.flatMap((bar) => bar.samples));
  const scale = linearScale(Math.max(0, ...samples), LEFT, RIGHT, 5);
  const tops: number[] = [];
  let bottom = TOP;
  for (const { bars } of groups) {
    tops.push(bottom);
    bottom += bars.length * BAR + GAP;
  }
  const axis = scale.ticks.map(
    (tick) =>
      element("line", {
        x1: scale.at(tick),
        x2: scale.at(tick),
        y1: TOP,
        y2: bottom - GAP / 2,
        class: "grid",
      }) + words(scale.at(tick), bottom + 6, String(tick), { anchor: "middle", class: "tick" }),
  );
  const drawn = groups.map((group, index) => drawGroup(group, tops[index] ?? TOP, scale));
  return plot(PLOT_WIDTH, bottom + AXIS - GAP / 2, label, ...axis, ...drawn);
}

function drawGroup({ label, bars, remark }: BarGroup, top: number, scale: Scale): Svg {
  const middle = top + (bars.length * BAR) / 2 + 4;
  return element(
    "g",
    {},
    words(LEFT - 10, middle, label, { anchor: "end" }),
    ...bars.map((bar, index) => drawBar(bar, top + index * BAR, scale)),
    words(PLOT_WIDTH - 4, middle, remark, { anchor: "end", class: "remark" }),
  );
}

function drawBar({ name, kind, samples, value }: Bar, top: number, scale: Scale): Svg {
  const end = scale.at(median(samples));
  const middle = top + BAR / 2 - 1;
  const beyond = Math.max(end, ...samples.map((sample) => scale.at(sample)));
  return element(
    "g",
    { class: kind },
    element("title", {}, escaped(`${name}: ${value}`)),
    element("rect", { x: LEFT, y: top, width: Math.max(0, end - LEFT), height: BAR - 2, rx: 2 }),
    ...samples.map((sample) => element("circle", { cx: scale.at(sample), cy: middle, r: 2.5 })),
    words(beyond + 8, middle + 4, value, { class: "value" }),
  );
}

import { linearScale, type Scale } from "../plots/scale.ts";
import { element, plot, type Svg, words } from "../plots/svg.ts";
import { PLOT_WIDTH } from "./plot-width.ts";
import type { Timeline } from "./report.ts";
import { formatNumber } from "./units.ts";

const LEFT = 58;
const RIGHT = PLOT_WIDTH - 18;
const TOP = 26;
const BOTTOM = 196;
const HEIGHT = 236;

/** A course over time or turns: a stem for each point, and a tinted stretch where its mark is. */
export function plotCourse({ label, xLabel, yLabel, points, mark }: Timeline): Svg {
  const x = linearScale(Math.max(0, ...points.map(([at]) => at), mark?.to ?? 0), LEFT, RIGHT, 8);
  const y = linearScale(Math.max(0, ...points.map(([, value]) => value)), BOTTOM, TOP, 4);
  return plot(
    PLOT_WIDTH,
    HEIGHT,
    label,
    ...(mark === null ? [] : [drawMark(mark, x)]),
    ...y.ticks.map(
      (tick) =>
        element("line", { x1: LEFT, x2: RIGHT, y1: y.at(tick), y2: y.at(tick), class: "grid" }) +
        words(LEFT - 8, y.at(tick) + 4, tickLabel(tick), { anchor: "end", class: "tick" }),
    ),
    ...x.ticks.map((tick) =>
      words(x.at(tick), BOTTOM + 18, tickLabel(tick), { anchor: "middle", class: "tick" }),
    ),
    words(RIGHT, HEIGHT - 6, xLabel, { anchor: "end", class: "tick" }),
    words(LEFT - 8, TOP - 12, yLabel, { anchor: "end", class: "tick" }),
    element("g", { class: "ours" }, ...points.map((point) => drawPoint(point, x, y))),
  );
}

function drawMark({ from, to, label }: NonNullable<Timeline["mark"]>, x: Scale): Svg {
  const [start, end] = [x.at(from), x.at(to)];
  return (
    element("rect", {
      x: start,
      y: TOP,
      width: Math.max(0, end - start),
      height: BOTTOM - TOP,
      class: "mark",
    }) + words((start + end) / 2, TOP - 12, label, { anchor: "middle", class: "tick" })
  );
}

function drawPoint([at, value]: readonly [number, number], x: Scale, y: Scale): Svg {
  return element(
    "g",
    {},
    element("title", {}, formatNumber(value)),
    element("line", { x1: x.at(at), x2: x.at(at), y1: BOTTOM, y2: y.at(value), class: "stem" }),
    element("circle", { cx: x.at(at), cy: y.at(value), r: 2.2, class: "point" }),
  );
}

function tickLabel(tick: number): string {
  return String(Number(tick.toPrecision(6)));
}

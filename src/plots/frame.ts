import { linearScale, type Scale } from "./scale.ts";
import { element, plot, type Svg, words } from "./svg.ts";

/** A word below the axis; `at` is 0 at its left end and 1 at its right. */
export interface AxisWord {
  readonly at: number;
  readonly text: string;
}

/** A small plot with values upwards from 0. */
export interface Framed {
  /** What a reader who cannot see it hears. */
  readonly label: string;
  /** The axis reaches at least so far. */
  readonly most: number;
  readonly axis: readonly AxisWord[];
  /** A value as it stands at the axis. */
  readonly format: (value: number) => string;
  /** What is said instead when there is nothing to draw. */
  readonly empty: string;
}

const WIDTH = 460;
const HEIGHT = 158;
export const LEFT = 54;
export const RIGHT = 452;
const TOP = 10;
export const BOTTOM = 132;

/** Grid, axes and `drawn`, which is given where values stand; null: there is nothing to draw. */
export function frame(framed: Framed, draw: ((y: Scale) => readonly Svg[]) | null): Svg {
  const { label, most, axis, format, empty } = framed;
  const y = linearScale(most, BOTTOM, TOP, 3);
  const grid = y.ticks.map(
    (tick) =>
      element("line", { x1: LEFT, x2: RIGHT, y1: y.at(tick), y2: y.at(tick), class: "grid" }) +
      words(LEFT - 8, y.at(tick) + 4, format(tick), { anchor: "end", class: "tick" }),
  );
  const below = axis.map(({ at, text }) =>
    words(LEFT + at * (RIGHT - LEFT), BOTTOM + 18, text, {
      anchor: at === 0 ? "start" : at === 1 ? "end" : "middle",
      class: "tick",
    }),
  );
  const nothing = words((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2 + 5, empty, {
    anchor: "middle",
    class: "empty",
  });
  return plot(WIDTH, HEIGHT, label, ...(draw ? [...grid, ...draw(y)] : [nothing]), ...below);
}

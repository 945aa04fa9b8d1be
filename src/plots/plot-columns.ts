import { BOTTOM, frame, type Framed, LEFT, RIGHT } from "./frame.ts";
import type { Scale } from "./scale.ts";
import { element, escaped, type Svg } from "./svg.ts";

/** A column of parts that stand on each other. */
export interface Column {
  /** Shown when somebody points at it. */
  readonly title: string;
  readonly parts: readonly ColumnPart[];
}

export interface ColumnPart {
  readonly value: number;
  /** Of the stylesheet. */
  readonly class: string;
}

/** The least height of a part that is not 0, so that one of a thousand can still be seen. */
const LEAST = 1.5;

/** Columns side by side, of equal width, as high as their values. */
export function plotColumns(framed: Omit<Framed, "most">, columns: readonly Column[], most = 0): Svg {
  const heights = columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const highest = Math.max(0, ...heights);
  const pitch = (RIGHT - LEFT) / columns.length;
  const draw = (y: Scale) =>
    columns.map((column, index) => drawColumn(column, LEFT + index * pitch, pitch, y));
  return frame({ ...framed, most: Math.max(most, highest) }, highest > 0 ? draw : null);
}

function drawColumn({ title, parts }: Column, left: number, pitch: number, y: Scale): Svg {
  const gap = Math.min(2, pitch / 4);
  let top = BOTTOM;
  const drawn = parts
    .filter(({ value }) => value > 0)
    .map(({ value, class: name }) => {
      const height = Math.max(LEAST, BOTTOM - y.at(value));
      top -= height;
      return element("rect", { x: left + gap / 2, y: top, width: pitch - gap, height, class: name });
    });
  return drawn.length === 0 ? "" : element("g", {}, element("title", {}, escaped(title)), ...drawn);
}

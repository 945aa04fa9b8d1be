import { frame, type Framed, LEFT, RIGHT } from "./frame.ts";
import type { Scale } from "./scale.ts";
import { element, type Svg } from "./svg.ts";

/** Values at equal distances; null where there is none. */
export interface Line {
  readonly values: readonly (number | null)[];
  /** Of the stylesheet. */
  readonly class: string;
}

/** Lines through their values, broken where there are none. */
export function plotLines(framed: Omit<Framed, "most">, lines: readonly Line[]): Svg {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const draw = (y: Scale) => lines.map((line) => drawLine(line, y));
  return frame({ ...framed, most: Math.max(0, ...values) }, values.length > 0 ? draw : null);
}

function drawLine({ values, class: name }: Line, y: Scale): Svg {
  const pitch = (RIGHT - LEFT) / values.length;
  let path = "";
  let drawing = false;
  for (const [index, value] of values.entries()) {
    if (value !== null) {
      const x = LEFT + (index + 0.5) * pitch;
      // A line of no length still shows its round ends.
      path += drawing ? `L${rounded(x)} ${rounded(y.at(value))}` : `M${rounded(x)} ${rounded(y.at(value))}h0`;
    }
    drawing = value !== null;
  }
  return element("path", { d: path, class: name });
}

function rounded(value: number): string {
  return String(Number(value.toFixed(1)));
}

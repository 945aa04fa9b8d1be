import { formatBytes } from "../models/format-bytes.ts";
import type { Unit } from "./report.ts";

/** A value as people read it, with its unit: `83.1 tok/s`, `812 ms`, `1.27 GB`. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "tokens/s":
      return `${value.toFixed(value < 1000 ? 1 : 0)} tok/s`;
    case "ms":
      return `${formatNumber(value)} ms`;
    case "tokens":
      return value.toFixed(0);
    case "bytes":
      return formatBytes(value);
  }
}

/** Three digits where there are fewer before the point, all before it else. */
export function formatNumber(value: number): string {
  return value.toFixed(value < 9.95 ? 2 : value < 99.5 ? 1 : 0);
}

export function formatRatio(value: number): string {
  return `${value.toFixed(2)}×`;
}

/** Whether a larger value of this unit is the better one. */
export function moreIsBetter(unit: Unit): boolean {
  return unit === "tokens/s";
}

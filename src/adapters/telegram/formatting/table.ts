import { displayWidth } from "./display-width.ts";

/** A cell that does not fill its column is padded; a table that grows longer than this by that is not aligned. */
const LONGEST_TABLE = 3000;
const BETWEEN = " │ ";

export type Alignment = "left" | "center" | "right" | null;

/**
 * The rows as lines whose columns stand below each other, with a line below the first row. Undefined when that would
 * take far more room than the words themselves.
 */
export function alignTable(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string | undefined {
  const widths = alignments.map((_, column) =>
    Math.max(1, ...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  const lineLength = widths.reduce((sum, width) => sum + width + BETWEEN.length, 0);
  if (lineLength * (rows.length + 1) > LONGEST_TABLE) return undefined;

  const lines = rows.map((row) =>
    widths
      .map((width, column) => pad(row[column] ?? "", width, alignments[column] ?? null))
      .join(BETWEEN)
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("─┼─");
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].join("\n");
}

function pad(text: string, width: number, alignment: Alignment): string {
  const missing = width - displayWidth(text);
  const before = alignment === "right" ? missing : alignment === "center" ? Math.floor(missing / 2) : 0;
  return " ".repeat(before) + text + " ".repeat(missing - before);
}

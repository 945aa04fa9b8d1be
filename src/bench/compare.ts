import { describeRun } from "./summary.ts";
import type { Report } from "./report.ts";
import { samplesOf } from "./report.ts";
import { median } from "./statistics.ts";
import { formatTable } from "./table.ts";
import { formatRatio, formatValue, moreIsBetter } from "./units.ts";

/** Less than this is noise on most machines. */
const NOISE = 0.03;

/** A table of all that both reports measured, with how many times the first's median the second's is. */
export function compare(before: Report, after: Report): string {
  const rows = before.series.flatMap(({ id, label, unit, samples }) => {
    const others = samplesOf(after, id);
    if (others.length === 0) return [];
    const [a, b] = [median(samples), median(others)];
    const times = b / a;
    const verdict =
      !(Math.abs(times - 1) > NOISE) || unit === "tokens"
        ? ""
        : times > 1 === moreIsBetter(unit)
          ? "better"
          : "worse";
    return [
      [
        `${id.split("/", 1).join("")}: ${label}`,
        formatValue(a, unit),
        formatValue(b, unit),
        Number.isFinite(times) ? formatRatio(times) : "",
        verdict,
      ],
    ];
  });
  return [
    ["A:", ...describeRun(before)].join("\n  "),
    ["B:", ...describeRun(after)].join("\n  "),
    formatTable([["", "A", "B", "B / A", ""], ...rows]),
  ].join("\n\n");
}

import { escaped, type Svg } from "../plots/svg.ts";
import { CATALOGUE, TOGETHER } from "./catalogue.ts";
import { type BarGroup, plotBars } from "./plot-bars.ts";
import { plotCourse } from "./plot-course.ts";
import { plotTimes } from "./plot-times.ts";
import { type Report, samplesOf, type Timeline } from "./report.ts";
import { STYLE } from "./report-style.ts";
import { median, ratio } from "./statistics.ts";
import { describeRun, type Section, sections } from "./summary.ts";
import { formatNumber, formatRatio, formatValue } from "./units.ts";

/** One page for people, with plots and tables; it needs nothing but itself, and no script. */
export function reportPage(report: Report): string {
  const [what = "", ...how] = describeRun(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lantern, measured: ${escaped(report.model.file)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Lantern, measured</h1>
<p class="what">${escaped(what)}</p>
<p>${how.map(escaped).join("<br>")}</p>
</header>
<main>
${sections(report)
  .map((section) => drawSection(report, section))
  .join("\n")}
${report.notes.map((note) => `<p class="note">${escaped(note)}</p>`).join("\n")}
</main>
</body>
</html>
`;
}

function drawSection(report: Report, section: Section): string {
  const plots = [
    ...plotOf(report, section.measurement),
    ...firstOfEach(report.timelines.filter(({ id }) => id.startsWith(`${section.measurement}/`))).map(
      (course) => figure(course.label, plotCourse(course)),
    ),
  ];
  return `<section id="${section.measurement}">
<h2>${escaped(section.title)}</h2>
${plots.join("\n")}
${drawTable(section)}
</section>`;
}

function plotOf(report: Report, measurement: string): string[] {
  if (measurement === "together") return [figure(LEGEND, plotBars("Tokens per second", barGroups(report)))];
  if (measurement !== "first" && measurement !== "page") return [];
  const rows = report.series
    .filter(({ id, unit }) => id.startsWith(`${measurement}/`) && unit === "ms" && id !== "first/start")
    .map(({ label, samples }) => ({ label, samples, value: formatValue(median(samples), "ms") }));
  return rows.length === 0
    ? []
    : [figure("ms; a dot for each sample, a line at the median", plotTimes("Waits", rows))];
}

const LEGEND =
  '<span class="key ours"></span>Lantern <span class="key plain"></span>node-llama-cpp in the plain way; bars are medians, dots are samples';

/** Bars of Lantern and of the plain way, for each number of answers that begin together. */
export function barGroups(report: Report): BarGroup[] {
  return TOGETHER.map((count): BarGroup => {
    const ours = samplesOf(report, `together/lantern/${count}`);
    const plain = samplesOf(report, `together/plain/${count}`);
    const kinds = [
      ["ours", ours, CATALOGUE[`together/lantern/${count}`][0]],
      ["plain", plain, CATALOGUE[`together/plain/${count}`][0]],
    ] as const;
    return {
      label: count === 1 ? "1 answer" : `${count} answers`,
      bars: kinds.map(([kind, samples, name]) => ({
        name,
        kind,
        samples,
        value: formatNumber(median(samples)),
      })),
      remark: formatRatio(ratio(ours, plain)),
    };
  }).filter(({ bars }) => bars.every(({ samples }) => samples.length > 0));
}

/** Of courses that were taken once a round, one is enough to look at. */
function firstOfEach(timelines: readonly Timeline[]): Timeline[] {
  return timelines.filter(({ id }, index) => timelines.findIndex((other) => other.id === id) === index);
}

function figure(captionMarkup: string, svg: Svg): string {
  return `<figure>\n${svg}\n<figcaption>${captionMarkup}</figcaption>\n</figure>`;
}

function drawTable({ head, rows, relations }: Section): string {
  const cells = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 0 ? `<th scope="row">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`,
    );
  const body = rows.map((row) => `<tr>${cells(row).join("")}</tr>`).join("\n");
  const list = relations.map(({ label, value }) => `<li>${escaped(label)} <b>${formatRatio(value)}</b></li>`);
  return `<div class="scroll"><table>
<thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join("")}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>
${list.length === 0 ? "" : `<ul>${list.join("")}</ul>`}`;
}

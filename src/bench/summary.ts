import { formatBytes } from "../models/format-bytes.ts";
import { measurementOf, MEASUREMENTS, relationsIn } from "./catalogue.ts";
import { type Report, samplesOf, type Series } from "./report.ts";
import { median } from "./statistics.ts";
import { formatTable } from "./table.ts";
import { formatRatio, formatValue } from "./units.ts";

/** One section of what people read: a table with a heading, and what follows from it. */
export interface Section {
  readonly measurement: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly relations: readonly { readonly label: string; readonly value: number }[];
}

/** The lines that tell what was measured on what. */
export function describeRun({ takenAt, machine, model, settings }: Report): string[] {
  const { temperature, topK, topP, repeatPenalty } = settings.sampling;
  return [
    `${model.file} (${formatBytes(model.bytes)}), ${takenAt.slice(0, 10)}`,
    `${machine.cpu}, ${machine.physicalCores} cores, ${formatBytes(machine.memoryBytes)}, ${machine.system}`,
    `Node ${machine.node}, node-llama-cpp ${machine.nodeLlamaCpp}`,
    `threads ${settings.threads} (plain way: ${settings.plainThreads ?? "the library's choice"}), window ${settings.contextTokens}, ` +
      `answers of ${settings.answerTokens} tokens, temperature ${temperature}, top-k ${topK}, top-p ${topP}, repeat penalty ${repeatPenalty}`,
    `medians of ${settings.rounds} rounds`,
  ];
}

/** What was measured, one section for each measurement. */
export function sections(report: Report): Section[] {
  return Object.entries(MEASUREMENTS).flatMap(([measurement, title]): Section[] => {
    const series = report.series.filter(({ id }) => measurementOf(id) === measurement && !isCount(id));
    if (series.length === 0) return [];
    const counted = series.some(({ id }) => samplesOf(report, `${id}/read`).length > 0);
    return [
      {
        measurement,
        title,
        head: ["", "median", "least", "most", ...(counted ? ["tokens read"] : [])],
        rows: series.map((one) => row(one, counted ? samplesOf(report, `${one.id}/read`) : null)),
        relations: relationsIn(report, measurement),
      },
    ];
  });
}

/** The whole report for a terminal. */
export function summarize(report: Report): string {
  const parts = sections(report).map(({ title, head, rows, relations }) =>
    [
      title,
      formatTable([head, ...rows]),
      ...(relations.length === 0
        ? []
        : ["", formatTable(relations.map(({ label, value }) => [label, formatRatio(value)]))]),
    ].join("\n"),
  );
  return [describeRun(report).join("\n"), ...parts, ...report.notes].join("\n\n");
}

function isCount(id: string): boolean {
  return id.endsWith("/read");
}

function row({ label, unit, samples }: Series, read: readonly number[] | null): string[] {
  return [
    label,
    ...[median(samples), Math.min(...samples), Math.max(...samples)].map((value) => formatValue(value, unit)),
    ...(read === null ? [] : [read.length === 0 ? "" : median(read).toFixed(0)]),
  ];
}

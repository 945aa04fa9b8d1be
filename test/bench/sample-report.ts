import { CATALOGUE, type SeriesId } from "../../src/bench/catalogue.ts";
import type { Report } from "../../src/bench/report.ts";

/** A report of the given series, with made-up samples and everything else in place. */
export function sampleReport(
  samples: Partial<Record<SeriesId, readonly number[]>>,
  changes: Partial<Report> = {},
): Report {
  return {
    format: "lantern-bench-1",
    takenAt: "2026-01-02T03:04:05.678Z",
    machine: {
      cpu: "Imaginary <C1> & Sons",
      physicalCores: 4,
      logicalCores: 8,
      memoryBytes: 8e9,
      system: "Linux 6 x64",
      node: "20.20.0",
      nodeLlamaCpp: "3.22.1",
      loadAverage: 0.1,
    },
    model: { file: "imaginary.gguf", bytes: 5e8 },
    settings: {
      rounds: 3,
      threads: 4,
      plainThreads: null,
      contextTokens: 2048,
      answerTokens: 96,
      sampling: { temperature: 0.7, topP: 0.9, topK: 20, repeatPenalty: 1.1 },
    },
    series: Object.entries(CATALOGUE).flatMap(([id, [label, unit]]) => {
      const found = Object.entries(samples).find(([name]) => name === id)?.[1];
      return found ? [{ id, label, unit, samples: [...found] }] : [];
    }),
    timelines: [],
    notes: [],
    ...changes,
  };
}

import { CATALOGUE, type SeriesId } from "./catalogue.ts";
import type { Report, Series, Timeline } from "./report.ts";

/** Collects what is measured, so that a measurement that fails half-way loses nothing of the first half. */
export interface Recorder {
  /** Throws RangeError when `value` is no number. */
  sample(id: SeriesId, value: number): void;
  timeline(timeline: Timeline): void;
  note(sentence: string): void;
  /** All of it so far, series in the order of the catalogue. */
  findings(): Pick<Report, "series" | "timelines" | "notes">;
}

export function createRecorder(): Recorder {
  const samples = new Map<string, number[]>();
  const timelines: Timeline[] = [];
  const notes: string[] = [];

  return {
    sample(id, value) {
      if (!Number.isFinite(value)) throw new RangeError(`${id} could not be measured: nothing was written`);
      samples.set(id, [...(samples.get(id) ?? []), value]);
    },
    timeline: (timeline) => void timelines.push(timeline),
    note: (sentence) => void notes.push(sentence),
    findings: () => ({
      series: Object.entries(CATALOGUE).flatMap(([id, [label, unit]]): Series[] => {
        const found = samples.get(id);
        return found ? [{ id, label, unit, samples: found }] : [];
      }),
      timelines,
      notes,
    }),
  };
}

import { z } from "zod";

/**
 * What a run of the benchmark found, as `--json` writes it:
 *
 * - `format`: `"lantern-bench-1"`; another number for another meaning of what follows.
 * - `takenAt`: when the run began, ISO 8601.
 * - `machine`: what it ran on; `loadAverage` is that of the minute before the run.
 * - `model`: the file's name, without its folder, and its size.
 * - `settings`: those of the bot and of the run; `plainThreads` is null where the library chose them itself.
 * - `series`: every raw sample, in the order in which it was taken. Series of one length were taken in rounds, one sample
 *   each, so samples at the same index belong to the same round. The ids are those of `catalogue.ts`.
 * - `timelines`: courses over time or turns, as pairs of x and y; `mark` is a stretch of x during which something went on.
 * - `notes`: what was not measured, or has to be known to read the figures; whole sentences.
 */
const report = z.object({
  format: z.literal("lantern-bench-1"),
  takenAt: z.iso.datetime(),
  machine: z.object({
    cpu: z.string(),
    physicalCores: z.number(),
    logicalCores: z.number(),
    memoryBytes: z.number(),
    system: z.string(),
    node: z.string(),
    nodeLlamaCpp: z.string(),
    loadAverage: z.number(),
  }),
  model: z.object({ file: z.string(), bytes: z.number() }),
  settings: z.object({
    rounds: z.number(),
    threads: z.number(),
    plainThreads: z.number().nullable(),
    contextTokens: z.number(),
    answerTokens: z.number(),
    sampling: z.object({
      temperature: z.number(),
      topP: z.number(),
      topK: z.number(),
      repeatPenalty: z.number(),
    }),
  }),
  series: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      unit: z.enum(["tokens/s", "ms", "tokens", "bytes"]),
      samples: z.array(z.number()),
    }),
  ),
  timelines: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      xLabel: z.string(),
      yLabel: z.string(),
      points: z.array(z.tuple([z.number(), z.number()])),
      mark: z.object({ from: z.number(), to: z.number(), label: z.string() }).nullable(),
    }),
  ),
  notes: z.array(z.string()),
});

export type Report = z.infer<typeof report>;
export type Series = Report["series"][number];
export type Timeline = Report["timelines"][number];
export type Unit = Series["unit"];

/** Reads what `--json` wrote. Throws SyntaxError or ZodError on anything else. */
export function parseReport(json: string): Report {
  return report.parse(JSON.parse(json));
}

/** The samples of the series `id`; none when it was not measured. */
export function samplesOf({ series }: Pick<Report, "series">, id: string): readonly number[] {
  return series.find((one) => one.id === id)?.samples ?? [];
}

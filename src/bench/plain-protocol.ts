import { z } from "zod";

/** What the benchmark and its child process of the plain way say to each other. */

const count = z.number().int().nonnegative();

const toPlain = z.discriminatedUnion("type", [
  /** The first message. */
  z.object({
    type: z.literal("load"),
    modelPath: z.string(),
    contextTokens: count,
    sequences: count,
    /** Null: as many as the library takes by itself. */
    threads: count.nullable(),
    sampling: z.object({
      temperature: z.number(),
      topP: z.number(),
      topK: count,
      repeatPenalty: z.number(),
    }),
  }),
  /** Write an answer to each question, all at once; seeds count up from 1. */
  z.object({ type: z.literal("write"), system: z.string(), questions: z.array(z.string()), tokens: count }),
]);
export type ToPlain = z.infer<typeof toPlain>;
export type PlainSettings = Omit<Extract<ToPlain, { type: "load" }>, "type">;

const fromPlain = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("written"),
    answers: z.array(z.object({ tokens: count, firstMs: z.number(), lastMs: z.number() })),
  }),
]);
export type FromPlain = z.infer<typeof fromPlain>;

/** Throws ZodError on anything else. */
export function parseToPlain(message: unknown): ToPlain {
  return toPlain.parse(message);
}

/** Throws ZodError on anything else. */
export function parseFromPlain(message: unknown): FromPlain {
  return fromPlain.parse(message);
}

import { z } from "zod";
import type { KeptAnswer } from "./answer-shelf.ts";

/** Counts up when answers are stored in another form; those of another one are let go of. */
const VERSION = 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const storedRow = z.object({
  version: z.literal(VERSION),
  answer: z.object({
    text: z.string(),
    sources: z.array(z.object({ id: z.string(), file: z.string(), heading: z.string() })),
  }),
  channel: digest,
  person: digest,
  givenAt: z.number(),
  usedAt: z.number(),
});

const otherVersion = z.object({ version: z.int() }).refine(({ version }) => version !== VERSION);

/** What is stored of one answer. */
export function toStored(kept: KeptAnswer): unknown {
  return { version: VERSION, ...kept };
}

/** The answer of what was stored; `outdated` for one of another version, `broken` for what is nothing of ours. */
export function fromStored(value: unknown): KeptAnswer | "outdated" | "broken" {
  const { data } = storedRow.safeParse(value);
  if (data === undefined) return otherVersion.safeParse(value).success ? "outdated" : "broken";
  const { answer, channel, person, givenAt, usedAt } = data;
  return { answer, channel, person, givenAt, usedAt };
}

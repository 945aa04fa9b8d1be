import { z } from "zod";
import { PLATFORMS } from "../core/chat.ts";
import type { Bucket } from "./series.ts";
import { FIRST_TOKEN_SECONDS } from "./tally.ts";

/** Counts up when buckets are stored in another form. */
const VERSION = 1;

const count = z.int().nonnegative();

const storedBucket = z.object({
  version: z.literal(VERSION),
  start: count,
  tally: z.object({
    answers: z.partialRecord(z.enum(PLATFORMS), count),
    failures: z.record(z.string(), count),
    // Not there in what versions before 0.2 stored.
    recalls: z.partialRecord(z.enum(["stored", "pinned", "declined", "missed"]), count).default({}),
    tokensRead: count,
    tokensReused: count,
    tokensTimed: count,
    msWriting: z.number().nonnegative(),
    firstTokens: z.array(count).length(FIRST_TOKEN_SECONDS.length + 1),
    peaks: z.object({ engineBytes: count, botBytes: count, active: count, waiting: count }),
  }),
});

export function toStored(bucket: Bucket): unknown {
  return { version: VERSION, ...bucket };
}

/** The bucket of what was stored; null when it is nothing of ours, or of a version that is not known here. */
export function fromStored(value: unknown): Bucket | null {
  const { data } = storedBucket.safeParse(value);
  return data ? { start: data.start, tally: data.tally } : null;
}

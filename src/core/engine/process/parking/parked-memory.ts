import { createHash } from "node:crypto";
import { z } from "zod";

const count = z.number().int().nonnegative();
const key = z.string().regex(/^[0-9a-f]{64}$/);

/** See {@link ParkedMemory}. */
export const parkedMemory = z.object({
  answers: z.array(z.object({ key, start: count, end: count })).readonly(),
  windowKey: key.nullable(),
  windowExchanges: count,
});

/**
 * What has to be known of a parked state besides its tokens: which of them are which answers (`start` up to, not
 * including, `end`), and where the window began. Texts are named by {@link memoryKey}, so that none of them can be
 * read in the file; any other key is refused.
 */
export type ParkedMemory = z.infer<typeof parkedMemory>;

/** A name for `text` that does not give it away: its SHA-256. */
export function memoryKey(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

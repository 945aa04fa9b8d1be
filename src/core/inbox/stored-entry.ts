import { z } from "zod";
import { storedChannel, storedPerson } from "../database/stored-ids.ts";
import type { InboxEntry } from "./inbox.ts";

/** Counts up when entries are stored in another form. */
const VERSION = 1;

const storedEntry = z.object({
  version: z.literal(VERSION),
  // Not there in what versions before 0.2 stored.
  turn: z.int().nonnegative().nullable().default(null),
  entry: z.object({
    channel: storedChannel,
    // Not there in what versions before 0.2 stored.
    parent: storedChannel.nullable().default(null),
    messageId: z.string(),
    asker: z.object({ id: storedPerson, name: z.string() }),
    direct: z.boolean(),
    language: z.enum(["zh", "en"]),
    preface: z.string(),
    words: z.array(z.object({ messageId: z.string(), text: z.string() })).min(1),
    place: z.string(),
    acceptedAt: z.number(),
    replaces: z.int().nonnegative(),
    parts: z.array(z.string()),
    posting: z.boolean(),
    sources: z.array(z.object({ id: z.string(), file: z.string(), heading: z.string() })).default([]),
    state: z.enum(["open", "done"]),
  }),
});

/** What is stored of an entry. */
export function toStored(entry: InboxEntry, turn: number): unknown {
  return { version: VERSION, turn, entry };
}

/** What was stored; null when it is nothing of ours, or of a version that is not known here. `turn` is null where it is not known. */
export function fromStored(
  value: unknown,
): { readonly entry: InboxEntry; readonly turn: number | null } | null {
  return storedEntry.safeParse(value).data ?? null;
}

import { z } from "zod";
import type { FoundPassage, KnowledgeQuery, KnowledgeStatus, Passage } from "./knowledge.ts";

/** What the bot and the process of its documents say to each other: JSON messages over the channel that `fork` opens. */

const count = z.number().int().nonnegative();
const folders = z.array(z.string()).readonly().nullable();

const query = z.object({
  question: z.string(),
  before: z.array(z.string()).readonly(),
  folders,
  limit: count,
}) satisfies z.ZodType<KnowledgeQuery>;

const passage = z.object({
  id: z.string(),
  file: z.string(),
  heading: z.string(),
  text: z.string(),
}) satisfies z.ZodType<Passage>;

const foundPassage = passage.extend({ score: z.number() }) satisfies z.ZodType<FoundPassage>;

const status = z.object({
  files: count,
  passages: count,
  reading: z.object({ done: count, total: count }).nullable(),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })).readonly(),
}) satisfies z.ZodType<KnowledgeStatus>;

/** The first message: which documents, and where their index lies. */
const open = z.object({
  type: z.literal("open"),
  /** The folder of the documents. */
  folder: z.string(),
  /** The file of the index. */
  file: z.string(),
  /** A file; null: passages are found by their words alone. */
  embeddingModel: z.string().nullable(),
  /** A file; null: passages keep the order that they are found in. */
  rankingModel: z.string().nullable(),
});
export type LibrarySettings = Omit<z.infer<typeof open>, "type">;

const toLibrary = z.discriminatedUnion("type", [
  open,
  z.object({ type: z.literal("search"), id: count, query }),
  /** Nobody waits for the answer to that search any more. */
  z.object({ type: z.literal("abandon"), id: count }),
  z.object({ type: z.literal("passage"), id: count, passage: z.string(), folders }),
  z.object({ type: z.literal("shutdown") }),
]);
export type ToLibrary = z.infer<typeof toLibrary>;

const state = z.object({ folders: z.array(z.string()).readonly(), version: z.string(), status });
export type LibraryState = z.infer<typeof state>;

const fromLibrary = z.discriminatedUnion("type", [
  /** It can be searched; the first of them says that the index is open. */
  z.object({ type: z.literal("state"), state }),
  /** It cannot be opened; the process ends. */
  z.object({
    type: z.literal("failed"),
    failure: z.enum(["index", "missing", "not-a-model", "unfit"]),
    sentence: z.string(),
    detail: z.string(),
  }),
  /** `version` knows of all that the search has seen. */
  z.object({
    type: z.literal("found"),
    id: count,
    passages: z.array(foundPassage).readonly(),
    version: z.string(),
  }),
  z.object({ type: z.literal("passage"), id: count, passage: passage.nullable() }),
  /** A line for the log. */
  z.object({
    type: z.literal("log"),
    level: z.enum(["debug", "info", "warn", "error"]),
    message: z.string(),
    fields: z.record(z.string(), z.string()),
  }),
]);
export type FromLibrary = z.infer<typeof fromLibrary>;

/** Throws ZodError on anything else, which only two different builds on both ends can bring about. */
export function parseToLibrary(message: unknown): ToLibrary {
  return toLibrary.parse(message);
}

/** See {@link parseToLibrary}. */
export function parseFromLibrary(message: unknown): FromLibrary {
  return fromLibrary.parse(message);
}

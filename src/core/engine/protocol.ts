import { z } from "zod";
import type { ChannelId, PersonId } from "../chat.ts";
import type { AnswerEvent, AnswerRequest, WarmRequest } from "./language-model.ts";

/** What the bot and its engine process say to each other: JSON messages over the channel that `fork` opens. */

const count = z.number().int().nonnegative();

const channel = z.custom<ChannelId>((value) => typeof value === "string" && value.includes(":"));
const person = z.custom<PersonId>((value) => typeof value === "string" && value.includes(":"));

const turn = z.discriminatedUnion("role", [
  z.object({ role: z.literal("user"), speaker: z.string(), text: z.string() }),
  z.object({ role: z.literal("assistant"), text: z.string() }),
]);

const request = z.object({
  channel,
  asker: person,
  system: z.string(),
  turns: z.array(turn).readonly(),
  botName: z.string(),
  maxAnswerTokens: count,
  reference: z
    .object({ lead: z.string(), passages: z.array(z.string()).readonly(), maxTokens: count })
    .exactOptional(),
  temperature: z.number().exactOptional(),
  seed: count.exactOptional(),
}) satisfies z.ZodType<AnswerRequest>;

const warmRequest = request
  .pick({ channel: true, system: true, turns: true, botName: true, maxAnswerTokens: true })
  .extend({ reserve: count.exactOptional(), draft: z.string() }) satisfies z.ZodType<WarmRequest>;

const sampling = z.object({
  temperature: z.number(),
  topP: z.number(),
  topK: count,
  repeatPenalty: z.number(),
});

/** The first message: which model to load, and how. */
const load = z.object({
  type: z.literal("load"),
  modelPath: z.string(),
  contextTokens: count,
  parallel: count,
  threads: count,
  sampling,
  /** Read at the start, so that no first question waits for it. */
  system: z.string(),
  /** Where the states of channels without a place are kept, and how many bytes they may take; null: nowhere. */
  parking: z.object({ folder: z.string(), maxBytes: count }).nullable(),
});
export type EngineSettings = Omit<z.infer<typeof load>, "type">;

const toEngine = z.discriminatedUnion("type", [
  load,
  z.object({ type: z.literal("answer"), id: count, request }),
  z.object({ type: z.literal("stop"), id: count }),
  z.object({ type: z.literal("warm"), request: warmRequest }),
  z.object({ type: z.literal("forget"), channel }),
  z.object({ type: z.literal("shutdown") }),
]);
export type ToEngine = z.infer<typeof toEngine>;

const figures = z.object({
  tokensRead: count,
  tokensReused: count,
  tokensWritten: count,
  msInLine: z.number(),
  msToFirstToken: z.number().nullable(),
  tokensPerSecond: z.number(),
  longestGapMs: z.number(),
  seed: count,
  turnsLeftOut: count,
  passagesRead: count,
  ended: z.enum(["complete", "length", "stopped", "looping"]),
});

const event = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("waiting"), ahead: count }),
  z.object({ kind: z.literal("reading"), done: count, total: count }),
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({ kind: z.literal("restart") }),
  z.object({ kind: z.literal("done"), figures }),
]) satisfies z.ZodType<AnswerEvent>;

const fromEngine = z.discriminatedUnion("type", [
  /** The model is loaded; answers may be asked for. */
  z.object({ type: z.literal("ready"), model: z.string() }),
  /** It cannot be loaded; the process ends. */
  z.object({
    type: z.literal("failed"),
    code: z.enum(["missing", "not-a-model", "unfit"]),
    sentence: z.string(),
    detail: z.string(),
  }),
  /** All that happened in one step. */
  z.object({
    type: z.literal("step"),
    events: z.array(z.object({ id: count, event })),
    refusals: z.array(z.object({ id: count, refusal: z.literal("too-long") })),
    status: z.object({ active: count, waiting: count, residentBytes: count }),
  }),
]);
export type FromEngine = z.infer<typeof fromEngine>;

/** Throws ZodError on anything else, which only two different builds on both ends can bring about. */
export function parseToEngine(message: unknown): ToEngine {
  return toEngine.parse(message);
}

/** See {@link parseToEngine}. */
export function parseFromEngine(message: unknown): FromEngine {
  return fromEngine.parse(message);
}

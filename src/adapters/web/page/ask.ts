import { createParser } from "eventsource-parser";
import * as z from "zod/mini";
import { post, refusalOf, UNREACHABLE } from "./request.ts";

const figures = z.object({
  tokensRead: z.number(),
  tokensReused: z.number(),
  tokensWritten: z.number(),
  msInLine: z.optional(z.number()),
  msToFirstToken: z.nullable(z.number()),
  tokensPerSecond: z.number(),
  turnsLeftOut: z.optional(z.number()),
  passagesRead: z.optional(z.number()),
  ended: z.string(),
});

/** A place in the owner's documents that an answer came from. */
const source = z.object({ id: z.string(), file: z.string(), heading: z.string() });

const dataByEvent = {
  waiting: z.object({ ahead: z.number() }),
  reading: z.object({ done: z.number(), total: z.number() }),
  delta: z.object({ text: z.string() }),
  restart: z.object({}),
  done: z.extend(figures, {
    text: z.string(),
    notes: z.array(z.string()),
    /** Absent where the model wrote it; a text, since there may be more kinds than this page knows. */
    origin: z.optional(z.string()),
    sources: z.optional(z.array(source)),
  }),
  error: z.object({
    code: z.string(),
    message: z.string(),
    text: z.optional(z.string()),
    incident: z.optional(z.string()),
  }),
};

type EventData = { [Name in keyof typeof dataByEvent]: z.infer<(typeof dataByEvent)[Name]> };

export type Done = EventData["done"];
export type Source = z.infer<typeof source>;

/** What comes of a question. `lost`: the answer goes on, but not over this connection. */
export type ChatEvent =
  | ({ readonly kind: "waiting" } & EventData["waiting"])
  | ({ readonly kind: "reading" } & EventData["reading"])
  | ({ readonly kind: "delta" } & EventData["delta"])
  | { readonly kind: "restart" }
  | ({ readonly kind: "done" } & Done)
  | ({ readonly kind: "error" } & EventData["error"])
  | { readonly kind: "lost" };

/** A new question; or the last one once more, with other words if there is a `text`. */
export interface Question {
  readonly path: "/api/chat" | "/api/retry";
  readonly text?: string;
}

/** Asks, and gives what comes of it: always `done`, `error` or `lost` last. Aborting `signal` ends it early, silently. */
export async function* ask(
  { path, text }: Question,
  channel: string,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void, undefined> {
  const body = { channel, ...(text !== undefined && { text }) };
  let accepted = false;
  try {
    const response = await fetch(path, { ...post(body), signal });
    if (!response.ok || !response.body) {
      yield { kind: "error", ...(await refusalOf(response)) };
      return;
    }
    accepted = true;
    for await (const event of eventsOf(response.body)) {
      yield event;
      if (event.kind === "done" || event.kind === "error") return;
    }
    yield { kind: "lost" };
  } catch {
    if (signal.aborted) return;
    yield accepted ? { kind: "lost" } : { kind: "error", ...UNREACHABLE };
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ChatEvent, void, undefined> {
  const events: ChatEvent[] = [];
  const parser = createParser({
    onEvent({ event, data }) {
      const known = chatEvent(event ?? "", data);
      if (known) events.push(known);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parser.feed(decoder.decode(next.value, { stream: true }));
      yield* events.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined); // a broken stream has nothing to cancel
  }
}

/** Undefined for what a newer server may say and this page does not know. */
function chatEvent(name: string, json: string): ChatEvent | undefined {
  const data: unknown = JSON.parse(json);
  switch (name) {
    case "waiting":
      return { kind: name, ...dataByEvent.waiting.parse(data) };
    case "reading":
      return { kind: name, ...dataByEvent.reading.parse(data) };
    case "delta":
      return { kind: name, ...dataByEvent.delta.parse(data) };
    case "restart":
      return { kind: name };
    case "done":
      return { kind: name, ...dataByEvent.done.parse(data) };
    case "error":
      return { kind: name, ...dataByEvent.error.parse(data) };
    default:
      return undefined;
  }
}

import { createParser } from "eventsource-parser";
import * as z from "zod/mini";
import { texts } from "./texts.ts";

const figures = z.object({
  tokensRead: z.number(),
  tokensReused: z.number(),
  tokensWritten: z.number(),
  msInLine: z.optional(z.number()),
  msToFirstToken: z.nullable(z.number()),
  tokensPerSecond: z.number(),
  turnsLeftOut: z.optional(z.number()),
  ended: z.string(),
});

const dataByEvent = {
  waiting: z.object({ ahead: z.number() }),
  reading: z.object({ done: z.number(), total: z.number() }),
  delta: z.object({ text: z.string() }),
  restart: z.object({}),
  done: z.extend(figures, { text: z.string(), notes: z.array(z.string()) }),
  error: z.object({
    code: z.string(),
    message: z.string(),
    text: z.optional(z.string()),
    incident: z.optional(z.string()),
  }),
};

type EventData = { [Name in keyof typeof dataByEvent]: z.infer<(typeof dataByEvent)[Name]> };

export type Done = EventData["done"];
export type Failure = EventData["error"];

/** What comes of a question. `lost`: the answer goes on, but not over this connection. */
export type ChatEvent =
  | ({ readonly kind: "waiting" } & EventData["waiting"])
  | ({ readonly kind: "reading" } & EventData["reading"])
  | ({ readonly kind: "delta" } & EventData["delta"])
  | { readonly kind: "restart" }
  | ({ readonly kind: "done" } & Done)
  | ({ readonly kind: "error" } & Failure)
  | { readonly kind: "lost" };

const refusal = z.object({ code: z.string(), message: z.string() });
const said = z.object({ sentence: z.string(), undo: z.optional(z.boolean()) });
const about = z.object({
  name: z.string(),
  model: z.string(),
  demo: z.boolean(),
  password: z.optional(z.boolean()),
});
const history = z.object({
  turns: z.array(z.object({ role: z.enum(["user", "assistant"]), text: z.string() })),
  underway: z.optional(
    z.object({
      question: z.optional(z.string()),
      revised: z.optional(z.string()),
      cut: z.optional(z.boolean()),
      answer: z.string(),
    }),
  ),
});

export type About = z.infer<typeof about>;
export type History = z.infer<typeof history>;
export type Underway = NonNullable<History["underway"]>;

/** Either what was asked for, or one sentence that says why not. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Failure);

export const fetchAbout = () => request("/api/about", about);

/** What was said in `channel`. Where nobody is signed in any more, leads to where one does. */
export async function fetchHistory(channel: string, signal?: AbortSignal): Promise<Outcome<History>> {
  const init = { headers: LANGUAGE, ...(signal && { signal }) };
  const outcome = await request(`/api/history?channel=${channel}`, history, init);
  if (!outcome.ok && outcome.code === "signed-out") location.reload();
  return outcome;
}

/** Carries out a command and gives the sentence to show. */
export const command = (name: "stop" | "reset" | "undo", channel: string) =>
  request(`/api/${name}`, said, post({ channel }));

/** Tells the bot that a question is likely to come. Nothing hangs on whether it hears of it. */
export function announceQuestion(channel: string): void {
  fetch("/api/warm", post({ channel })).catch(() => undefined);
}

/** Whether the bot can be reached, even if only to hear that it is not ready. */
export async function isReachable(): Promise<boolean> {
  const health = z.object({ ready: z.boolean() });
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    return health.safeParse(await response.json()).success;
  } catch {
    return false;
  }
}

/** Signs out, and leads to where one signs in. */
export async function signOut(): Promise<void> {
  await fetch("/logout", { method: "POST" }).catch(() => undefined); // the page that follows tells how it is
  location.reload();
}

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

const UNREACHABLE: Failure = { code: "unreachable", message: texts.unreachable };
const UNEXPECTED: Failure = { code: "unexpected", message: texts.unexpected };

async function request<T>(
  path: string,
  schema: z.ZodMiniType<T>,
  init: RequestInit = { headers: LANGUAGE },
): Promise<Outcome<T>> {
  try {
    const response = await fetch(path, init);
    if (!response.ok) return { ok: false, ...(await refusalOf(response)) };
    const parsed = schema.safeParse(await response.json());
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, ...UNEXPECTED };
  } catch {
    return { ok: false, ...UNREACHABLE };
  }
}

/** The bot's sentences are to be in the language of the page around them. */
const LANGUAGE = { "Accept-Language": texts.locale };

function post(body: object): RequestInit {
  return {
    method: "POST",
    headers: { ...LANGUAGE, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

async function refusalOf(response: Response): Promise<Failure> {
  const parsed = refusal.safeParse(await response.json().catch(() => null));
  return parsed.success ? parsed.data : UNREACHABLE;
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

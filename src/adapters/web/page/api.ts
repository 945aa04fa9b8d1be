import * as z from "zod/mini";
import { LANGUAGE, type Outcome, post, request } from "./request.ts";
import type { PlainCommand } from "./typed-command.ts";

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

const settings = z.object({
  own: z.object({
    persona: z.nullable(z.string()),
    answerTokens: z.nullable(z.number()),
    temperature: z.nullable(z.number()),
    language: z.nullable(z.enum(["zh", "en"])),
    folders: z.nullable(z.array(z.string())),
  }),
  defaults: z.object({ persona: z.string(), answerTokens: z.number(), temperature: z.number() }),
  folders: z.array(z.string()),
});
const passage = z.object({ file: z.string(), heading: z.string(), text: z.string() });

export type About = z.infer<typeof about>;
export type History = z.infer<typeof history>;
export type Underway = NonNullable<History["underway"]>;

/** What is set for a conversation, and what counts where nothing is. */
export type Settings = z.infer<typeof settings>;
/** A piece of a document. */
export type Passage = z.infer<typeof passage>;

export const fetchAbout = () => request("/api/about", about);

/** What was said in `channel`. Where nobody is signed in any more, leads to where one does. */
export async function fetchHistory(channel: string, signal?: AbortSignal): Promise<Outcome<History>> {
  const init = { headers: LANGUAGE, ...(signal && { signal }) };
  const outcome = await request(`/api/history?channel=${channel}`, history, init);
  if (!outcome.ok && outcome.code === "signed-out") location.reload();
  return outcome;
}

/** Carries out a command and gives the sentence to show. */
export const command = (name: PlainCommand, channel: string) =>
  request(`/api/${name}`, said, post({ channel }));

export const fetchSettings = (channel: string) => request(`/api/settings?channel=${channel}`, settings);

/** Sets what `text` says, as it would stand behind the command, and gives the sentence to show and all that is set then. */
export const changeSettings = (channel: string, text?: string) =>
  request(
    "/api/settings",
    z.object({ sentence: z.string(), settings }),
    post({ channel, ...(text !== undefined && { text }) }),
  );

/** The passage of a document that an answer in `channel` came from; a sentence when it is gone. */
export const fetchPassage = (channel: string, id: string) =>
  request(`/api/passage?channel=${channel}&id=${encodeURIComponent(id)}`, passage);

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

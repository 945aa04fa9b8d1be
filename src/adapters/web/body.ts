import * as z from "zod";
import type { RefusalCode } from "./sentences.ts";

const MAX_BODY_BYTES = 64 * 1024;

/** A conversation's name, as the client chose it. */
export const channelName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** What every POST names: the conversation. */
export const channelBody = z.object({ channel: channelName });

/** A person's words. Halves of characters, which JSON can say and UTF-8 cannot, are taken for what they are: lost. */
const words = z
  .string()
  .transform((text) => text.replaceAll(/\p{Surrogate}/gu, "\u{FFFD}").trim())
  .pipe(z.string().min(1));

/** A question. */
export const chatBody = z.object({ channel: channelName, text: words });

/** The last question once more, as it was asked or as it now says. */
export const retryBody = z.object({ channel: channelName, text: words.optional() });

/** What is to be set, as it would stand behind the command; without it, what is set is told. */
export const settingsBody = z.object({ channel: channelName, text: words.optional() });

/** A passage of a document that an answer came from. */
export const passageQuery = z.object({ channel: channelName, id: z.string().min(1).max(200) });

/** Either what was sent, or why it cannot be used. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly code: RefusalCode };

/** Reads a JSON body that `schema` accepts. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<Read<T>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) return { ok: false, status: 415, code: "not-json" };
  const text = await readText(request);
  if (!text.ok) return text;
  const json = parseJson(text.value);
  if (json === undefined) return { ok: false, status: 400, code: "bad-json" };
  return check(json, schema);
}

/** Checks `value`, whichever way it came. */
export function check<T>(value: unknown, schema: z.ZodType<T>): Read<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, status: 400, code: codeFor(parsed.error.issues[0]?.path[0]) };
}

function codeFor(field: PropertyKey | undefined): RefusalCode {
  if (field === "channel") return "bad-channel";
  if (field === "text") return "bad-text";
  if (field === "id") return "bad-id";
  return "bad-body";
}

/**
 * Reads a body as UTF-8. Stops as soon as more than 64 KiB have come, whatever was announced. (Hono's own body limit
 * wants the global Request replaced by node-server's for a body without an announced length.)
 */
export async function readText(request: Request): Promise<Read<string>> {
  const tooLarge = { ok: false, status: 413, code: "too-large" } as const;
  if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) return tooLarge;
  const body: ReadableStream<Uint8Array> | null = request.body;
  if (body === null) return { ok: true, value: "" };
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  let bytes = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.byteLength;
      if (bytes > MAX_BODY_BYTES) {
        await reader.cancel();
        return tooLarge;
      }
      text += decoder.decode(next.value, { stream: true });
    }
  } catch {
    return { ok: false, status: 400, code: "cut-off" }; // the sender has left, or was too slow
  }
  return { ok: true, value: text + decoder.decode() };
}

/** Undefined, which JSON cannot say, when `text` is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own words are of no use to the sender
  }
}

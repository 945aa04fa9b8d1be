import * as z from "zod";
import type { RefusalCode } from "./sentences.ts";

const MAX_BODY_BYTES = 64 * 1024;

const channelName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** What every POST names: the conversation, by the name that the client gave it. */
export const channelBody = z.object({ channel: channelName });

/** A question. */
export const chatBody = z.object({ channel: channelName, text: z.string().trim().min(1) });

/** Either what was sent, or why it cannot be used. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly code: RefusalCode };

/** Reads a JSON body that `schema` accepts. Stops reading as soon as more than 64 KiB have come, whatever was announced. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<Read<T>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) return { ok: false, status: 415, code: "not-json" };
  const text = await readText(request);
  if (text === null) return { ok: false, status: 413, code: "too-large" };
  const json = parseJson(text);
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
  return "bad-body";
}

async function readText(request: Request): Promise<string | null> {
  if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) return null;
  const body: ReadableStream<Uint8Array> | null = request.body;
  if (body === null) return "";
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  let bytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(next.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Undefined, which JSON cannot say, when `text` is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own words are of no use to the sender
  }
}

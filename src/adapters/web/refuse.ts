import type { Context } from "hono";
import { languageOf } from "./locale.ts";
import { sentenceFor, type RefusalCode } from "./sentences.ts";

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 500 | 503;

/** Answers a request with `code` and its sentence in the person's language. */
export function refuse(c: Context, status: RefusalStatus, code: RefusalCode) {
  const message = sentenceFor(code, languageOf(c.req.header("accept-language")));
  c.header("Cache-Control", "no-store");
  // What is left of a refused body is not worth reading.
  if (c.req.method === "POST") c.header("Connection", "close");
  return c.json({ code, message }, status);
}

/** The same, for what may be tried again in `seconds`. */
export function refuseFor(c: Context, seconds: number, status: 429 | 503, code: RefusalCode) {
  c.header("Retry-After", String(seconds));
  return refuse(c, status, code);
}

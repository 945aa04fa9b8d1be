import type { Context } from "hono";
import { languageOf } from "./locale.ts";
import { sentenceFor, type RefusalCode } from "./sentences.ts";

/** Answers a request with `code` and its sentence in the person's language. */
export function refuse(c: Context, status: 400 | 403 | 404 | 405 | 413 | 415 | 500 | 503, code: RefusalCode) {
  const message = sentenceFor(code, languageOf(c.req.header("accept-language")));
  c.header("Cache-Control", "no-store");
  // What is left of a refused body is not worth reading.
  if (c.req.method === "POST") c.header("Connection", "close");
  return c.json({ code, message }, status);
}

import { z } from "zod";
import { troubleCode } from "../core/database/trouble.ts";

/** What a server answered, or why there was no answer; never with the address, which may hold a token. */
export type PlatformAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly body: unknown }
  | { readonly kind: "unreachable"; readonly why: string };

/** What is known of a token after its platform was asked. */
export type TokenVerdict<Known> =
  | ({ readonly kind: "accepted" } & Known)
  /** It is the wrong one. */
  | { readonly kind: "refused" }
  /** Nobody can tell; `why` is a part of a sentence, such as "there is no connection (ENOTFOUND)". */
  | { readonly kind: "unclear"; readonly why: string };

const ANSWER_WITHIN_MS = 8_000;

/** Asks a server for JSON. Throws `signal.reason` when aborted, and nothing else. */
export async function askPlatform(
  url: string,
  init: { readonly method: "GET" | "POST"; readonly headers: Record<string, string>; readonly body?: string },
  signal: AbortSignal,
): Promise<PlatformAnswer> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.any([signal, limit]),
    });
    return { kind: "answered", status: response.status, body: parseJson(await response.text()) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreachable", why: limit.aborted ? "there was no answer in time" : reasonOf(error) };
  }
}

/** What an answer means that neither accepts nor refuses. */
export function unclear(answer: PlatformAnswer): { readonly kind: "unclear"; readonly why: string } {
  if (answer.kind === "unreachable") return { kind: "unclear", why: answer.why };
  const why = answer.status === 429 ? "it asks for a pause" : `it answered with status ${answer.status}`;
  return { kind: "unclear", why };
}

/** `fetch` hides the code in the cause, and below that when a name has several addresses. */
function reasonOf(error: unknown): string {
  const code = troubleCode(error instanceof Error ? error.cause : error);
  return code === undefined ? "there is no connection" : `there is no connection (${code})`;
}

function parseJson(text: string): unknown {
  try {
    return z.unknown().parse(JSON.parse(text));
  } catch {
    return null; // judged like any other answer that does not fit
  }
}

import * as z from "zod/mini";
import { texts } from "./texts.ts";

/** Why there is nothing of what was asked for. */
export interface Failure {
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  /** What the log calls it. */
  readonly incident?: string | undefined;
}

/** Either what was asked for, or one sentence that says why not. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Failure);

/** The bot's sentences are to be in the language of the page around them. */
export const LANGUAGE = { "Accept-Language": texts.locale };

export const UNREACHABLE: Failure = { code: "unreachable", message: texts.unreachable };
const UNEXPECTED: Failure = { code: "unexpected", message: texts.unexpected };

const refusal = z.object({ code: z.string(), message: z.string() });

/** What a request needs to send `body`. */
export function post(body: object): RequestInit {
  return {
    method: "POST",
    headers: { ...LANGUAGE, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** Sends a request that is answered as `schema` says. */
export async function request<T>(
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

/** What a response says that did not do what was asked. */
export async function refusalOf(response: Response): Promise<Failure> {
  const parsed = refusal.safeParse(await response.json().catch(() => null));
  return parsed.success ? parsed.data : UNREACHABLE;
}

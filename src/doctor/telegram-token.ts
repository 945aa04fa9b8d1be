import { z } from "zod";
import { askPlatform, type TokenVerdict, unclear } from "./ask-platform.ts";

/** What Telegram says about a bot. */
export interface TelegramBot {
  /** Without the @. */
  readonly username: string;
  /** Privacy mode is off: in groups it gets every message. */
  readonly readsGroups: boolean;
}

const PUBLIC_API = "https://api.telegram.org";
const TOKEN = /^\d+:[\w-]+$/;

const me = z.object({
  result: z.object({ username: z.string(), can_read_all_group_messages: z.boolean().default(false) }),
});
const no = z.object({ ok: z.literal(false) });

/** Asks Telegram, or the Bot API server at `apiUrl`, what `token` is good for. Throws `signal.reason` when aborted. */
export async function checkTelegramToken(
  { token, apiUrl = PUBLIC_API }: { readonly token: string; readonly apiUrl?: string | undefined },
  signal: AbortSignal,
): Promise<TokenVerdict<TelegramBot>> {
  if (!TOKEN.test(token)) return { kind: "refused" };
  const url = `${apiUrl.replace(/\/+$/, "")}/bot${token}/getMe`;
  const headers = { "content-type": "application/json" };
  const answer = await askPlatform(url, { method: "POST", headers, body: "{}" }, signal);

  // Telegram says 404 to what cannot be a token; anything else that says so is no Telegram.
  const isNo = answer.kind === "answered" && no.safeParse(answer.body).success;
  if (isNo && [401, 404].includes(answer.status)) return { kind: "refused" };
  const known = answer.kind === "answered" ? me.safeParse(answer.body).data?.result : undefined;
  if (known === undefined) return unclear(answer);
  return { kind: "accepted", username: known.username, readsGroups: known.can_read_all_group_messages };
}

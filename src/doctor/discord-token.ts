import { z } from "zod";
import { askPlatform, type TokenVerdict, unclear } from "./ask-platform.ts";

/** What Discord says about a bot. */
export interface DiscordBot {
  readonly name: string;
  /** For the link that invites it; null when Discord did not tell. */
  readonly applicationId: string | null;
  /** Whether Message Content Intent is turned on for it; null when Discord did not tell. */
  readonly messageContent: boolean | null;
}

const PUBLIC_API = "https://discord.com/api";
/** Flags of an application: the intent is granted, or turned on in a bot that is in fewer than 100 servers. */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19);
/** Anything else cannot even be sent. */
const SENDABLE = /^[\x21-\x7e]+$/;

const user = z.object({ username: z.string() });
const application = z.object({ id: z.string(), flags: z.int().default(0) });

/** Asks Discord, or whoever speaks its API at `apiUrl`, what `token` is good for. Throws `signal.reason` when aborted. */
export async function checkDiscordToken(
  { token, apiUrl = PUBLIC_API }: { readonly token: string; readonly apiUrl?: string | undefined },
  signal: AbortSignal,
): Promise<TokenVerdict<DiscordBot>> {
  if (!SENDABLE.test(token)) return { kind: "refused" };
  const ask = (path: string) => {
    const headers = { authorization: `Bot ${token}`, "user-agent": "DiscordBot (lantern, 0.1)" };
    return askPlatform(`${apiUrl.replace(/\/+$/, "")}/v10${path}`, { method: "GET", headers }, signal);
  };

  const me = await ask("/users/@me");
  if (me.kind === "answered" && me.status === 401) return { kind: "refused" };
  const known = me.kind === "answered" && me.status === 200 ? user.safeParse(me.body).data : undefined;
  if (known === undefined) return unclear(me);

  const about = await ask("/applications/@me");
  const { id, flags } = (about.kind === "answered" && application.safeParse(about.body).data) || {};
  return {
    kind: "accepted",
    name: known.username,
    applicationId: id ?? null,
    messageContent: flags === undefined ? null : (flags & MESSAGE_CONTENT) !== 0,
  };
}

/** The page that invites the bot to a server, with the rights that it needs and no others. */
export function inviteLink(applicationId: string): string {
  const query = `client_id=${applicationId}&scope=bot+applications.commands&permissions=274877975552`;
  return `https://discord.com/oauth2/authorize?${query}`;
}

import { z } from "zod";
import type { FakeDiscord } from "../fakes/discord/server.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";

/** A call of the bot's that concerns what people see in a chat. */
export interface TimedCall {
  /** As {@link Room.chat} names it. */
  readonly chat: string;
  readonly kind: "post" | "edit" | "typing";
  readonly at: number;
  readonly status: number | null;
}

/** Notes when calls were made. */
export interface CallLog {
  readonly calls: readonly TimedCall[];
  /** Notes those that came since the last time. */
  note(fakes: { readonly discord: FakeDiscord; readonly telegram: FakeTelegram }, now: number): void;
}

const inChat = z.object({ chat_id: z.int() });
const TELEGRAM_KINDS: ReadonlyMap<string, TimedCall["kind"]> = new Map([
  ["sendMessage", "post"],
  ["editMessageText", "edit"],
  ["sendChatAction", "typing"],
]);

export function createCallLog(): CallLog {
  const calls: TimedCall[] = [];
  let ofDiscord = 0;
  let ofTelegram = 0;
  return {
    calls,
    note({ discord, telegram }, at) {
      for (const { method, path, status } of discord.requests.slice(ofDiscord)) {
        const { channel, what } =
          /^\/channels\/(?<channel>\d+)\/(?<what>messages|typing)/.exec(path)?.groups ?? {};
        if (channel === undefined || method === "GET") continue;
        const kind = what === "typing" ? "typing" : method === "PATCH" ? "edit" : "post";
        calls.push({ chat: `discord:${channel}`, kind, at, status });
      }
      for (const { method, parameters, status } of telegram.calls.slice(ofTelegram)) {
        const kind = TELEGRAM_KINDS.get(method);
        if (kind === undefined) continue;
        calls.push({ chat: `telegram:${inChat.parse(parameters).chat_id}`, kind, at, status });
      }
      ofDiscord = discord.requests.length;
      ofTelegram = telegram.calls.length;
    },
  };
}

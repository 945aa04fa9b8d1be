import type { Clock } from "../../../src/core/clock.ts";
import { tooManyRequests } from "./refusal.ts";

/** At most `calls` within any `ms`. */
interface Window {
  readonly calls: number;
  readonly ms: number;
}

// Telegram gives round figures only: one message a second in a chat with short bursts, twenty a minute in a group,
// thirty a second in all. That edits count like messages is the careful reading. Those of chat actions are exact.
const PRIVATE: readonly Window[] = [
  { calls: 5, ms: 4_000 },
  { calls: 60, ms: 60_000 },
];
const GROUP: readonly Window[] = [{ calls: 20, ms: 60_000 }];
const ACTIONS: readonly Window[] = [
  { calls: 20, ms: 5_000 },
  { calls: 40, ms: 30_000 },
];
const ALL_CHATS: readonly Window[] = [{ calls: 30, ms: 1_000 }];

const CHANGING = new Set(["sendMessage", "editMessageText", "deleteMessage"]);

/** Telegram's flood control. */
export interface FloodLimits {
  /** Counts a call; throws {@link Refusal} 429 when it is one too many. Calls that name no chat are free. */
  admit(method: string, chat: { readonly id: number; readonly type: string }): void;
}

export function createFloodLimits(clock: Clock): FloodLimits {
  const counted = new Map<string, number[]>();

  function admitIn(windows: readonly Window[], key: string) {
    const now = clock.now();
    const longest = Math.max(...windows.map(({ ms }) => ms));
    const times = (counted.get(key) ?? []).filter((time) => now - time < longest);
    counted.set(key, times);
    for (const { calls, ms } of windows) {
      const oldestOfFull = times.at(-calls);
      if (oldestOfFull === undefined || now - oldestOfFull >= ms) continue;
      throw tooManyRequests(Math.ceil((oldestOfFull + ms - now) / 1000));
    }
    times.push(now);
  }

  return {
    admit(method, chat) {
      if (method === "sendChatAction") admitIn(ACTIONS, `actions ${chat.id}`);
      if (!CHANGING.has(method)) return;
      admitIn(ALL_CHATS, "all");
      admitIn(chat.type === "private" ? PRIVATE : GROUP, `texts ${chat.id}`);
    },
  };
}

import type { Api } from "grammy";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { callFailure } from "./failures.ts";
import { grammySignal } from "./grammy-signal.ts";

const KEPT_MS = 60_000;
const MOST_KEPT = 1000;
/** Messages wait behind this question, so it must not take long. */
const LONGEST_ANSWER_MS = 4_000;

/** Who may manage a group. */
export interface Rights {
  /** Whether the person is an administrator of the group; false when Telegram cannot be asked. Never rejects. */
  isAdmin(chatId: number, userId: number, signal: AbortSignal): Promise<boolean>;
}

/** Asks Telegram, and keeps what it said for a minute. */
export function createRights({ api, clock, log }: { api: Api; clock: Clock; log: Log }): Rights {
  const known = new Map<string, { readonly admin: boolean; readonly until: number }>();

  function remember(key: string, admin: boolean) {
    known.delete(key); // so that it goes to the end: the map is kept in the order of age
    known.set(key, { admin, until: clock.now() + KEPT_MS });
    for (const [oldest, { until }] of known) {
      if (known.size <= MOST_KEPT && until > clock.now()) break;
      known.delete(oldest);
    }
  }

  return {
    async isAdmin(chatId, userId, signal) {
      const key = `${chatId}:${userId}`;
      const kept = known.get(key);
      if (kept !== undefined && kept.until > clock.now()) return kept.admin;
      try {
        const patience = grammySignal(signal, AbortSignal.timeout(LONGEST_ANSWER_MS));
        const { status } = await api.getChatMember(chatId, userId, patience);
        const admin = status === "creator" || status === "administrator";
        remember(key, admin);
        return admin;
      } catch (error) {
        const { reason } = callFailure(error);
        log.warn("Telegram does not say who administers a group, so whoever asks counts as anybody", {
          reason,
        });
        return false;
      }
    },
  };
}

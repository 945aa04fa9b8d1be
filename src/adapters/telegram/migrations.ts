import { channelId, type Conversation } from "../../core/chat.ts";
import { createRecentMap } from "../../core/recent.ts";

const MOST_KEPT = 1000;

/** Groups that became supergroups. Telegram gives those a number of their own, and closes what it knows by the old one. */
export interface Migrations {
  /** The number by which Telegram knows the chat now, as far as it has told. */
  current(chatId: number): number;
  /** The group `from` is the supergroup `to` now: the core is told, once. Resolves when it has moved. Never rejects. */
  happened(from: number, to: number): Promise<void>;
}

export function createMigrations(core: Conversation): Migrations {
  const known = createRecentMap<number, { readonly to: number; readonly moved: Promise<void> }>(MOST_KEPT);
  return {
    current: (chatId) => known.get(chatId)?.to ?? chatId,
    happened(from, to) {
      const before = known.get(from);
      if (before !== undefined) return before.moved;
      const moved = core.move(channelId("telegram", String(from)), channelId("telegram", String(to)));
      known.set(from, { to, moved });
      return moved;
    },
  };
}

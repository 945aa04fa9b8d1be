import { fetchHistory, type History } from "./api.ts";
import type { Chat } from "./chats.ts";
import { excerptOf, type Excerpt } from "./excerpt.ts";

const AT_ONCE = 4;

export type Turns = History["turns"];

/** A conversation that a search has found, and where: in a turn, or in its title alone. */
export interface Hit {
  readonly chat: Chat;
  readonly excerpt: Excerpt | null;
}

/** What was said in the conversations, as the bot has it; what was read once is not asked for again while it stays the same. */
export interface Archive {
  /** Keeps what is known by other means. */
  note(channel: string, turns: Turns): void;
  /** Something was said in `channel` since. */
  outdate(channel: string): void;
  /** Undefined when it cannot be had, or `signal` aborts. */
  turnsOf(channel: string, signal?: AbortSignal): Promise<Turns | undefined>;
  /** Those of `chats` in which `query` stands, in their order. */
  search(chats: readonly Chat[], query: string, signal: AbortSignal): Promise<readonly Hit[]>;
}

export function createArchive(): Archive {
  const known = new Map<string, Turns>();

  async function turnsOf(channel: string, signal?: AbortSignal): Promise<Turns | undefined> {
    const kept = known.get(channel);
    if (kept) return kept;
    const outcome = await fetchHistory(channel, signal);
    if (!outcome.ok) return undefined;
    // While an answer is written, more is to come.
    if (!outcome.value.underway) known.set(channel, outcome.value.turns);
    return outcome.value.turns;
  }

  async function look(chat: Chat, query: string, signal: AbortSignal): Promise<Hit | null> {
    const turns = (await turnsOf(chat.name, signal)) ?? [];
    for (const { text } of turns) {
      const excerpt = excerptOf(text, query);
      if (excerpt) return { chat, excerpt };
    }
    return excerptOf(chat.title, query) ? { chat, excerpt: null } : null;
  }

  return {
    note: (channel, turns) => void known.set(channel, turns),
    outdate: (channel) => void known.delete(channel),
    turnsOf,
    async search(chats, query, signal) {
      const hits: (Hit | null)[] = [];
      for (let start = 0; start < chats.length && !signal.aborted; start += AT_ONCE) {
        const batch = chats.slice(start, start + AT_ONCE);
        hits.push(...(await Promise.all(batch.map((chat) => look(chat, query, signal)))));
      }
      return hits.filter((hit) => hit !== null);
    },
  };
}

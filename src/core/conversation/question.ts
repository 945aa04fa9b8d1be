import type { HistoryStore } from "../history/history-store.ts";
import type { InboxEntry } from "../inbox/inbox.ts";
import type { Turn } from "../turn.ts";

/** What stands in the way of an answer: - `shown`: it is there already. - `overtaken`: others were given since. */
export type QuestionState =
  | { readonly kind: "ask"; readonly question: Question }
  | { readonly kind: "shown"; readonly answer: string }
  | { readonly kind: "overtaken" };

/** What is to be answered, and what was said before it. */
export interface Question {
  readonly turn: Turn;
  readonly before: readonly Turn[];
  /** How many of the newest stored turns the new exchange takes the place of. */
  readonly replaces: number;
  /** The same question was answered there: another answer is wanted. */
  readonly repeats: boolean;
  /** The answer that stands there until there is a new one; empty where there is none. */
  readonly former: string;
}

/** What an entry asks, as the model reads it. */
export function textOf({ preface, words }: Pick<InboxEntry, "preface" | "words">): string {
  const asked = words.map(({ text }) => text).join("\n");
  return preface === "" ? asked : `${preface}\n\n${asked}`;
}

/** How an entry's question stands to what is stored when its turn comes. Throws {@link HistoryError} `unreadable`. */
export async function findQuestion(entry: InboxEntry, history: HistoryStore): Promise<QuestionState> {
  const { channel, messageId, replaces, direct, asker } = entry;
  const kept = await history.find(channel, messageId);
  // Stored before the process died, and not shown any more.
  if (kept && replaces === 0) return { kind: "shown", answer: kept.answer };
  const stored = await history.load(channel);
  const text = textOf(entry);
  const turn: Turn = { role: "user", speaker: direct ? "" : asker.name, text };
  if (replaces === 0)
    return { kind: "ask", question: { turn, before: stored, replaces: 0, repeats: false, former: "" } };
  const repeats = lastQuestionIn(stored)?.turn.text === text;
  const isLast = kept ? kept.isLast : repeats;
  if (!isLast) return { kind: "overtaken" };
  const former = kept?.answer ?? "";
  return { kind: "ask", question: { turn, before: stored.slice(0, -replaces), replaces, repeats, former } };
}

/** The answer to an entry that is kept; empty where there is none, or none that can be read. Never rejects. */
export async function formerAnswer(
  { channel, messageId }: Pick<InboxEntry, "channel" | "messageId">,
  history: HistoryStore,
): Promise<string> {
  const kept = await history.find(channel, messageId).catch(() => null);
  return kept?.answer ?? "";
}

/** The last question that was answered, and how many turns it and what followed take. */
export function lastQuestionIn(
  stored: readonly Turn[],
): { readonly turn: Turn & { readonly role: "user" }; readonly turns: number } | null {
  const index = stored.findLastIndex(({ role }) => role === "user");
  const turn = stored[index];
  return turn?.role === "user" ? { turn, turns: stored.length - index } : null;
}

import type { Turn } from "../turn.ts";
import type { KeptExchange, Source } from "./history-store.ts";

/** What was said in one go, mostly a question and its answer. */
export interface Exchange {
  readonly turns: readonly Turn[];
  /** Null where nobody said what it answers, and in what earlier versions kept. */
  readonly source: Source | null;
}

/** The turns of all `exchanges`, in their order. */
export function turnsOf(exchanges: readonly Exchange[]): readonly Turn[] {
  return exchanges.flatMap(({ turns }) => turns);
}

/** How many turns `exchanges` hold together. */
export function countTurns(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((count, { turns }) => count + turns.length, 0);
}

/** The newest of `exchanges` whose source is the message; null when there is none. */
export function findExchange(exchanges: readonly Exchange[], messageId: string): KeptExchange | null {
  const index = exchanges.findLastIndex(({ source }) => source?.messageId === messageId);
  const found = exchanges[index];
  if (found === undefined) return null;
  const answer = found.turns.findLast(({ role }) => role === "assistant");
  return { answer: answer?.text ?? "", isLast: index === exchanges.length - 1 };
}

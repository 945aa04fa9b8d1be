import type { Reference } from "../language-model.ts";
import type { Token } from "./llama.ts";

/** What is put before a question to answer it from. */
export interface Consulted {
  readonly tokens: readonly Token[];
  /** How many of the passages are in it. */
  readonly passages: number;
}

/**
 * As many of the passages, the best first, as `maxTokens` hold together with the words that say what they are. The best
 * one comes last: a small model heeds most what stands right before the question.
 */
export function consult(
  { lead, passages }: Reference,
  maxTokens: number,
  tokenize: (text: string) => readonly Token[],
): Consulted {
  const beginning = tokenize(`${lead}\n\n`);
  let left = maxTokens - beginning.length;
  const read: (readonly Token[])[] = [];
  for (const passage of passages) {
    const tokens = tokenize(`${passage}\n\n`);
    if (tokens.length > left) break;
    left -= tokens.length;
    read.push(tokens);
  }
  if (read.length === 0) return { tokens: [], passages: 0 };
  return { tokens: [beginning, ...read.toReversed()].flat(), passages: read.length };
}

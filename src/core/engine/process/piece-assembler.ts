import type { Token } from "./llama.ts";

/** Turns the tokens of one answer into pieces of text that can be shown as they are. */
export interface PieceAssembler {
  /**
   * The text that is certain now; often empty. Pieces hold whole characters only, begin with no blank space at the
   * start of the answer, and never end in blank space: joined they are the answer as it stands so far, trimmed.
   */
  push(token: Token): string;
  /** What was held back when the answer ended, such as half of a flag, which may be meant as a letter. */
  end(): string;
}

/** See {@link TokenModel.detokenize}. */
export type Detokenize = (tokens: readonly Token[], before: readonly Token[]) => string;

/** A character has at most four bytes, and a token at least one. */
const MAX_TOKENS_PER_CHARACTER = 4;
/** How many tokens in front the tokenizer wants to see to place spaces rightly. */
const TOKENS_BEFORE = 8;

/** What the next token may still join to: a joiner (ZWJ), half of a flag. */
const HALF_CHARACTER = /(?:\u200D|(?<!\p{RI})\p{RI})$/u;

export function createPieceAssembler(detokenize: Detokenize): PieceAssembler {
  const before: Token[] = [];
  let unread: Token[] = [];
  let unsettled = "";
  let started = false;

  function characters(token: Token): string {
    unread.push(token);
    const text = detokenize(unread, before);
    if (!text.endsWith("\uFFFD")) return read(unread.length, text);
    if (unread.length < MAX_TOKENS_PER_CHARACTER) return "";
    // It may also be a letter that was written, or bytes that nothing makes whole: what comes next is not to be lost with it.
    const count = wholeTokens(text);
    return read(count, detokenize(unread.slice(0, count), before));
  }

  /** The fewest of the unread tokens, at least one, that can be read apart from the others without another outcome. */
  function wholeTokens(text: string): number {
    const counts = unread.map((_, index) => index + 1);
    const isWhole = (count: number) => {
      const first = unread.slice(0, count);
      const rest = unread.slice(count);
      return detokenize(first, before) + detokenize(rest, [...before, ...first]) === text;
    };
    return counts.find(isWhole) ?? unread.length;
  }

  function read(count: number, text: string): string {
    before.push(...unread.slice(0, count));
    before.splice(0, before.length - TOKENS_BEFORE);
    unread = unread.slice(count);
    return text;
  }

  return {
    push(token) {
      const text = characters(token);
      unsettled += text;
      if (text.trim() === "") return "";
      if (!started) unsettled = unsettled.trimStart();
      const piece = unsettled.replace(HALF_CHARACTER, "").trimEnd();
      unsettled = unsettled.slice(piece.length);
      started ||= piece !== "";
      return piece;
    },
    end: () => (started ? unsettled : unsettled.trimStart()).trimEnd(),
  };
}

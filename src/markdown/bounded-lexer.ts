import {
  Lexer,
  type MarkedOptions,
  type Token,
  Tokenizer,
  type TokenizerStartFunction,
  type Tokens,
} from "marked";
import { runsOf } from "./runs.ts";
import { tableEnd } from "./table-end.ts";

/** So deep go quotes and lists in each other, and so deep marks within a line; what is deeper is text. */
const MAX_DEPTH = 12;
/** More lists in each other on one line than that, unless it is a rule: the time for them grows with the cube of their number. */
const PILED_MARKS = /^(?![ \t]*(?:[-\t ]+|[*\t ]+)$)[ \t]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]+|>[ \t]?){13}/m;
/** UTF-16 units of a paragraph that are looked at together for what may interrupt it. */
const MAX_STRETCH = 1024;

/**
 * marked's lexer for text that nobody vouches for. marked takes time that doubles with each level of nested quotes and
 * grows with the square of a paragraph's length; this one reads each stretch of text a bounded number of times:
 * - A quote ends where its lines do, as chat apps have it; CommonMark would let the next line go on with it.
 * - Nesting goes {@link MAX_DEPTH} deep; where one line would go deeper, there are no lists at all.
 * - A paragraph that is long or has very many marks is read in runs, and no mark goes on in the next one.
 * - A table ends where it would have far more cells than its source has characters.
 */
export class BoundedLexer extends Lexer {
  #depth = 0;

  constructor({ extensions, ...options }: MarkedOptions) {
    super({
      ...options,
      extensions: { childTokens: {}, renderers: {}, ...extensions, startBlock: [stretchEnd] },
      tokenizer: new BoundedTokenizer(),
    });
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    this.#depth++;
    try {
      for (const run of runsOf(source)) {
        if (this.#depth > MAX_DEPTH) tokens.push(...asWritten(run));
        else super.inlineTokens(run, tokens);
      }
    } finally {
      this.#depth--;
    }
    return tokens;
  }
}

class BoundedTokenizer extends Tokenizer {
  #depth = 0;
  #readsLists: boolean | undefined;

  override blockquote(source: string): Tokens.Blockquote | undefined {
    const [lines] = /^(?: {0,3}>[^\n]*(?:\n|$))+/.exec(source) ?? [];
    if (lines === undefined) return undefined;
    return this.#deeper(() => {
      const { state } = this.lexer;
      const { top } = state;
      state.top = true;
      const raw = lines.replace(/\n$/, "");
      const text = raw.replace(/^ {0,3}>[ \t]?/gm, "");
      const tokens = this.lexer.blockTokens(text, []);
      state.top = top;
      return { type: "blockquote", raw, text, tokens };
    });
  }

  override list(source: string): Tokens.List | undefined {
    // Asked first of all that is left to read, and then of parts of it.
    this.#readsLists ??= !PILED_MARKS.test(source);
    if (!this.#readsLists) return undefined;
    return this.#deeper(() => super.list(source));
  }

  override table(source: string): Tokens.Table | undefined {
    const end = tableEnd(source);
    return end === undefined ? undefined : super.table(source.slice(0, end));
  }

  #deeper<T>(read: () => T): T | undefined {
    if (this.#depth === MAX_DEPTH) return undefined;
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}

/** Where marked may stop reading a paragraph at first; it reads on behind it as in the same one. */
const stretchEnd: TokenizerStartFunction = (source) => {
  const end = source.indexOf("\n", MAX_STRETCH);
  return end < 0 ? undefined : end;
};

function asWritten(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0) tokens.push({ type: "br", raw: "\n" });
    if (line !== "") tokens.push({ type: "text", raw: line, text: line, escaped: false });
  }
  return tokens;
}

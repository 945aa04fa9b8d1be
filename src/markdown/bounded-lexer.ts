import {
  Lexer,
  type MarkedOptions,
  type Token,
  Tokenizer,
  type TokenizerStartFunction,
  type Tokens,
} from "marked";
import { lastGraphemeCut } from "../core/streaming/grapheme-cut.ts";

/** So deep go quotes and lists in each other, and so deep marks within a line; what is deeper is text. */
export const MAX_DEPTH = 12;
/** UTF-16 units of a paragraph, and marks in them, that are looked at together: each mark may be one for all that follows. */
const MAX_RUN = 2048;
const MAX_MARKS = 64;
const MARK = /[*_~`[<!]/g;
/** More lists in each other on one line than {@link MAX_DEPTH}, unless it is a rule: marked takes time that grows with the cube of their number. */
const PILED_MARKS = /^(?![ \t]*(?:[-\t ]+|[*\t ]+)$)[ \t]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]+|>[ \t]?){13}/m;
/** The first line of a table, and the one below it. */
const TABLE_HEAD = /^ *([^\n ][^\n]*)\n {0,3}((?:\| *)?:?-+:? *(?:\| *:?-+:? *)*(?:\| *)?)(?:\n|$)/;
/** Cells that a table may have beyond the length of its source. */
const SPARE_CELLS = 1000;
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

/** `source` in runs that are short, and have few marks. */
function* runsOf(source: string): Generator<string> {
  for (let start = 0; start < source.length;) {
    const run = source.slice(start, start + MAX_RUN);
    const full = manyMarks(run) ?? run.length;
    const end = start + full === source.length ? full : runEnd(run.slice(0, full));
    yield run.slice(0, end);
    start += end;
  }
}

/** Where a run has as many marks as it may have. */
function manyMarks(run: string): number | undefined {
  let marks = 0;
  for (const { index } of run.matchAll(MARK)) {
    marks++;
    if (marks === MAX_MARKS) return index + 1;
  }
  return undefined;
}

/**
 * Behind a word in the second half of a full run: the last one where no mark is open, as far as counting them tells; else
 * the last one; else behind the last whole character.
 */
function runEnd(run: string): number {
  const open = new Set<string>();
  let end = 0;
  let quietEnd = 0;
  for (const { 0: mark, index } of run.matchAll(/[*_~`[\] \n]/g)) {
    if (mark === " " || mark === "\n") {
      if (index < run.length / 2) continue;
      end = index + 1;
      if (open.size === 0) quietEnd = end;
    } else if (mark === "]") {
      open.delete("[");
    } else if (mark === "[" || !open.delete(mark)) {
      open.add(mark);
    }
  }
  return quietEnd || end || lastGraphemeCut(run);
}

function asWritten(text: string): Token[] {
  return text
    .split("\n")
    .flatMap((line, index) => [
      ...(index === 0 ? [] : [{ type: "br", raw: "\n" } satisfies Tokens.Br]),
      ...(line === "" ? [] : [{ type: "text", raw: line, text: line, escaped: false } satisfies Tokens.Text]),
    ]);
}

/**
 * Where the table that begins here has to end, found before marked reads all of it; undefined when none begins. Every row
 * is filled up to the width of the first, so a few long lines above many short ones would make millions of cells.
 */
function tableEnd(source: string): number | undefined {
  const [head, header = "", rule = ""] = TABLE_HEAD.exec(source) ?? [];
  if (head === undefined || !/[|:]/.test(rule)) return undefined;
  const columns = columnsOf(rule);
  if (columnsOf(header) !== columns) return undefined;
  let room = SPARE_CELLS;
  let start = head.length;
  while (start < source.length) {
    const end = lineEnd(source, start);
    room += end - start - columns;
    if (end - start === 1 || room < 0) return start;
    start = end;
  }
  return source.length;
}

function lineEnd(source: string, start: number): number {
  const end = source.indexOf("\n", start) + 1;
  return end === 0 ? source.length : end;
}

function columnsOf(row: string): number {
  return row
    .replace(/\\[\\|]/g, "")
    .replace(/^ *\||\| *$/g, "")
    .split("|").length;
}

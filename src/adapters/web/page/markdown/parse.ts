import {
  Lexer,
  type MarkedOptions,
  type MarkedToken,
  type Token,
  type TokenizerExtensionFunction,
} from "marked";

/**
 * `**…**` wherever it stands. By CommonMark's rule it stays literal between Chinese letters when punctuation is on its
 * inside, as in `**注意:**请先…`, which models write all the time.
 */
const strongAnywhere: TokenizerExtensionFunction = function (src) {
  const match = /^\*\*(?!\s)((?:[^*`\n]|`[^`\n]*`)+)\*\*(?!\*)/.exec(src);
  const [raw, text] = match ?? [];
  if (raw === undefined || text === undefined || /\s$/.test(text)) return undefined;
  return { type: "strong", raw, text, tokens: this.lexer.inlineTokens(text) };
};

/** The blocks of `markdown`, in order; together their `raw` is the whole of it. What cannot be parsed is one block of text. */
export function parseBlocks(markdown: string): readonly MarkedToken[] {
  const options: MarkedOptions = {
    gfm: true,
    breaks: true, // poems and addresses come with single line breaks
    extensions: { inline: [strongAnywhere], childTokens: {}, renderers: {} },
  };
  try {
    return known(new Lexer(options).lex(markdown));
  } catch {
    // Thousands of nested quotes exhaust the parser's stack; such text is shown as it was written.
    return [{ type: "html", raw: markdown, text: markdown, pre: false, block: true }];
  }
}

/** Without tokens of extensions that there are none of. */
export function known(tokens: readonly Token[]): readonly MarkedToken[] {
  return tokens.filter(isKnown);
}

const KNOWN_TYPES: ReadonlySet<string> = new Set<MarkedToken["type"]>([
  "blockquote",
  "br",
  "checkbox",
  "code",
  "codespan",
  "def",
  "del",
  "em",
  "escape",
  "heading",
  "hr",
  "html",
  "image",
  "link",
  "list",
  "list_item",
  "paragraph",
  "space",
  "strong",
  "table",
  "text",
]);

function isKnown(token: Token): token is MarkedToken {
  return KNOWN_TYPES.has(token.type);
}

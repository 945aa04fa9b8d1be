import type { MarkedToken, Token, TokenizerExtensionFunction } from "marked";
import { BoundedLexer } from "./bounded-lexer.ts";
import { sectionsOf } from "./sections.ts";

export type { MarkedToken, Token, Tokens } from "marked";

/**
 * `**…**` wherever it stands. CommonMark leaves it literal between Chinese letters when punctuation is on its inside, as
 * in `**注意:**请先…`, which models write all the time.
 */
const strongAnywhere: TokenizerExtensionFunction = function (source) {
  const [raw, text] = /^\*\*(?![\s*])((?:[^*`\n]|`[^`\n]*`)+)\*\*(?!\*)/.exec(source) ?? [];
  if (raw === undefined || text === undefined || /\s$/.test(text)) return undefined;
  return { type: "strong", raw, text, tokens: this.lexer.inlineTokens(text) };
};

/**
 * The blocks of `markdown`, in order; together their `raw` is the whole of it, but for a blank that may be another one. `breaks`: a single line break is one, as poems
 * and addresses want it. Quotes, lists and marks are nested at most 12 deep; what is deeper is text. Never throws, and takes
 * time linear in the length of `markdown`, whatever it is.
 */
export function parseBlocks(markdown: string, { breaks }: { breaks: boolean }): readonly MarkedToken[] {
  const options = {
    gfm: true,
    breaks,
    extensions: { inline: [strongAnywhere], childTokens: {}, renderers: {} },
  };
  return [...sectionsOf(markdown)].flatMap((section) => {
    try {
      return known(new BoundedLexer(options).lex(section));
    } catch {
      // A fault of the parser must not keep people from reading what it was given.
      return [{ type: "html", raw: section, text: section, pre: false, block: true }];
    }
  });
}

/** `tokens` as tokens of marked's own; of others there are none. */
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

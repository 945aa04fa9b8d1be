/** What a piece of code is, as far as colours go. */
export type TokenKind = "comment" | "string" | "number" | "keyword" | "name" | "plain";

export interface CodeToken {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Words that belong to a language itself. */
const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

const SCRIPT = words(
  "abstract as async await break case catch class const continue debugger declare default delete do else enum export " +
    "extends false finally for from function get if implements import in infer instanceof interface is keyof let new " +
    "null of private protected public readonly return satisfies set static super switch this throw true try type " +
    "typeof undefined unique var void while with yield",
);
const PYTHON = words(
  "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda match case nonlocal not or pass raise return self try while with yield",
);
const BASH = words(
  "break case cd continue do done echo elif else esac eval exec exit export fi for function if in local read readonly " +
    "return set shift source then trap true false unset until while",
);
const SQL = words(
  "add all alter and as asc begin between by case check column commit constraint create cross database default delete " +
    "desc distinct drop else end exists false foreign from full group having if in index inner insert into is join key " +
    "left like limit not null offset on or order outer primary references right rollback select set table then true " +
    "union unique update values view when where with",
);

const DOUBLE = String.raw`"(?:[^"\\\n]|\\[^])*"?`;
const SINGLE = String.raw`'(?:[^'\\\n]|\\[^])*'?`;
const SLASHES = String.raw`\/\/.*|\/\*[^]*?(?:\*\/|$)`;
const HASH = "(?<![\\w$&{#])#.*";
const NUMBER = String.raw`(?<![\w$])(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?)[a-z%]{0,4}`;
const WORD = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;

/** How a language is cut up. Each alternative ends at the first place it can, so that no code takes more than linear time. */
interface Grammar {
  readonly pattern: RegExp;
  readonly keywords: ReadonlySet<string>;
}

function grammar(
  parts: { comment?: string; string: string; number?: string; name?: string; keyword?: string },
  keywords: ReadonlySet<string>,
): Grammar {
  const { comment = "(?!)", string, number = NUMBER, name = "(?!)", keyword = "(?!)" } = parts;
  const source =
    `(?<comment>${comment})|(?<name>${name})|(?<string>${string})|(?<number>${number})|` +
    `(?<keyword>${keyword})|(?<word>${WORD})`;
  return { pattern: new RegExp(source, "giu"), keywords };
}

const NOTHING: ReadonlySet<string> = new Set();

const script = grammar(
  { comment: SLASHES, string: `${DOUBLE}|${SINGLE}|\`(?:[^\`\\\\]|\\\\[^])*\`?`, name: "@\\w+" },
  SCRIPT,
);
const python = grammar(
  {
    comment: HASH,
    string: `[rbfu]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|${DOUBLE}|${SINGLE})`,
    name: "@[\\w.]+",
  },
  PYTHON,
);
const json = grammar(
  { comment: SLASHES, string: DOUBLE, name: String.raw`"(?:[^"\\\n]|\\.)*"(?=:| :)` },
  words("true false null"),
);
const bash = grammar(
  { comment: HASH, string: `"(?:[^"\\\\]|\\\\[^])*"?|'[^']*'?`, name: "\\$\\{?\\w+\\}?" },
  BASH,
);
const sql = grammar({ comment: `--.*|${SLASHES}`, string: `${SINGLE}|${DOUBLE}` }, SQL);
const html = grammar(
  {
    comment: "<!--[^]*?(?:-->|$)",
    keyword: String.raw`<[/!]?[a-z][\w:-]*|\/?>`,
    string: `(?<==)(?:"[^"]*"?|'[^']*'?)`,
    number: "&#?\\w+;",
    name: String.raw`(?<![\w:@-])[\w:@-]+(?==["'])`,
  },
  NOTHING,
);
const css = grammar(
  {
    comment: SLASHES,
    string: `${DOUBLE}|${SINGLE}`,
    number: String.raw`#[\da-f]{3,8}(?![\w-])|(?<![\w-])-?\d*\.?\d+[a-z%]*`,
    name: String.raw`(?<![\w-])[\w-]+(?=: )`,
    keyword: String.raw`@[\w-]+|!important`,
  },
  NOTHING,
);

const GRAMMARS = new Map<string, Grammar>([
  ...["js", "javascript", "jsx", "mjs", "ts", "typescript", "tsx"].map((name) => [name, script] as const),
  ...["py", "python", "python3"].map((name) => [name, python] as const),
  ...["json", "jsonc", "json5"].map((name) => [name, json] as const),
  ...["bash", "sh", "shell", "zsh", "console"].map((name) => [name, bash] as const),
  ...["html", "xml", "svg", "vue"].map((name) => [name, html] as const),
  ...["css", "scss"].map((name) => [name, css] as const),
  ...["sql", "sqlite", "postgresql", "mysql"].map((name) => [name, sql] as const),
]);

/** Cuts `code` into pieces that together are the whole of it; one plain piece where the language is not known. Linear in its length. */
export function tokensOf(code: string, language: string): readonly CodeToken[] {
  const known = GRAMMARS.get(language.toLowerCase());
  if (!known) return code === "" ? [] : [{ kind: "plain", text: code }];
  const tokens: CodeToken[] = [];
  let plain = 0;
  for (const { index, 0: text, groups = {} } of code.matchAll(known.pattern)) {
    const kind = kindOf(groups, known);
    if (kind === "plain") continue;
    if (index > plain) tokens.push({ kind: "plain", text: code.slice(plain, index) });
    tokens.push({ kind, text });
    plain = index + text.length;
  }
  if (plain < code.length) tokens.push({ kind: "plain", text: code.slice(plain) });
  return tokens;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>, { keywords }: Grammar): TokenKind {
  const { comment, string, number, name, keyword, word = "" } = groups;
  if (comment !== undefined) return "comment";
  if (string !== undefined) return "string";
  if (number !== undefined) return "number";
  if (name !== undefined) return "name";
  const own = keyword !== undefined || keywords.has(keywords === SQL ? word.toLowerCase() : word);
  return own ? "keyword" : "plain";
}

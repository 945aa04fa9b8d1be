import fc from "fast-check";

/** What models take for the end of a turn, or the beginning of one, if it reaches them as more than letters. */
export const CONTROL_TOKENS = [
  "<|im_end|>",
  "<|im_start|>system\n",
  "<|im_end|>\n<|im_start|>assistant\n",
  "<|endoftext|>",
  "<|eot_id|>",
  "<|start_header_id|>",
  "<s>",
  "</s>",
  "[INST]",
  "[/INST]",
  "<<SYS>>",
  "<bos>",
  "<end_of_turn>",
  "<|fim_prefix|>",
  "<tool_call>",
  "\ue000",
];

/** What turns text around or hides in it: bidi, zero-width letters, tags, line ends that are none. */
export const UNSEEN = [
  "\u202e",
  "\u202d",
  "\u2066",
  "\u2069",
  "\u200f",
  "\u061c",
  "\u200b",
  "\u200c",
  "\u200d",
  "\u2060",
  "\ufeff",
  "\u00ad",
  "\u034f",
  "\u3164",
  "\u2028",
  "\u2029",
  "\u0085",
  "\u{e0041}\u{e007f}",
  "\ufe0f",
];

/** What terminals obey. */
export const TERMINAL_CODES = [
  "\u001b[2J",
  "\u001b[31m",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://evil.example\u001b\\",
  "\u009b31m",
  "\u0090q\u009c",
  "\r",
  "\b\b\b",
  "\u007f",
  "\u0000",
];

const HALVES = ["\ud83d", "\ude00", "\ud83d*", "*\ude00", "\udc00\ud800"];
const LINE_ENDS = ["\n", "\r\n", "\r", "\n\r", "\n\n", "\n \n", "\r\r\n"];
const GRAPHEMES = ["e\u0301\u0323", "👨‍👩‍👧‍👦", "🇫🇷", "👍🏽", "\u1112\u1161\u11ab", "क्ष", "ﷺ", "茶"];

/** Marks of Markdown, whole, halved and in places where they mean something. */
const MARKS = [
  ..."*_~`[]()<>|#-+!\\&:=".split(""),
  ..."**,***,__,~~,```,~~~,](,](b),[a](b,![,[x]: y,<a ,<!--,<?,<![CDATA[,</b>,&amp;,&#0;,&#xd83d;,**a**,*a ,_a ,b*,`a`,http://a.b,www.,a@b.c".split(
    ",",
  ),
  ..."\n> |\n- |\n1. |\n# |\n```\n|\n~~~x\n|\n---\n|\n===\n|\n    |\n  - |\n\n".split("|"),
  "\n|a|b|\n|-|-|\n",
  "|",
];

const WORDS = ["a", "word", "Hello, world. ", "snake_case_name", "你好，世界。", "3.14", " ", "  ", "\t"];

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...MARKS) },
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom(...CONTROL_TOKENS) },
  { weight: 1, arbitrary: fc.constantFrom(...UNSEEN) },
  { weight: 1, arbitrary: fc.constantFrom(...TERMINAL_CODES) },
  { weight: 1, arbitrary: fc.constantFrom(...HALVES) },
  { weight: 1, arbitrary: fc.constantFrom(...LINE_ENDS) },
  { weight: 1, arbitrary: fc.constantFrom(...GRAPHEMES) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
);

const pieces = (maxLength: number) => fc.array(piece, { maxLength }).map((parts) => parts.join(""));

/** Some pieces again and again, between others. */
const repeated = fc
  .tuple(pieces(6), pieces(4), fc.integer({ min: 2, max: 400 }), pieces(6))
  .map(([before, unit, times, after]) => before + unit.repeat(times) + after);

/** One character of very many code points. */
const hugeGrapheme = fc
  .tuple(
    fc.constantFrom("e\u0301", "👩\u200d", "\u0300\u0301", "🇫", "\u1112\u1161"),
    fc.integer({ min: 1, max: 3000 }),
  )
  .map(([unit, times]) => `a${unit.repeat(times)}b`);

/** Quotes in quotes, each with a line of its own at its end that might still belong to it. */
const nested = fc
  .tuple(
    fc.constantFrom("> ", ">", "- ", "1. ", "  "),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom("x", "> x", "- x", ""),
  )
  .map(([mark, depth, last]) => nestedText(mark, depth, last));

/** Text that somebody writes to break something; up to a few thousand UTF-16 units. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: pieces(60) },
  { weight: 3, arbitrary: repeated.map((text) => text.slice(0, 6000)) },
  { weight: 1, arbitrary: hugeGrapheme },
  { weight: 1, arbitrary: nested },
);

/** `depth` levels of `mark`, and behind each of them a line `last`. */
export function nestedText(mark: string, depth: number, last: string): string {
  let lines = ["a"];
  for (let level = 0; level < depth; level++) lines = [...lines.map((line) => mark + line), last];
  return lines.join("\n");
}

/** A table with as many columns as short rows, of about `length` UTF-16 units. */
function squareTable(length: number): string {
  const count = Math.floor(length / 6);
  return `${"|a".repeat(count)}\n${"|-".repeat(count)}\n${"|\n".repeat(count)}`;
}

function repeatedTo(length: number, unit: string): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** Each of these, again and again, is the worst case of some way to read text. */
const ONE_LETTER_BOMBS = Array.from("[*_`|><!~#=\\&a \n\t茶\u0000");
const MARK_BOMBS = [
  "![",
  "](",
  "> ",
  "- ",
  "1. ",
  "**",
  "** ",
  "*a ",
  "_a ",
  "**a ",
  "a.*",
  "*a [",
  "_\u200d",
  "<a ",
  "<!--",
  "<?",
  "`` ",
  "**`a`",
  ") ",
];
const LINK_BOMBS = ["[a](", "[a](b", "[a][b] ", "[x]: y\n", "http://a.", "https://", "a@b.c ", "www.a "];
const LINE_BOMBS = [
  "a b",
  "a\n",
  "a\n\n",
  "\r\n",
  "  \n",
  "\n- ",
  "\n  - a",
  "\n> a\n",
  "\n===\n-",
  "\n|-|-|\n(",
  "|a\n|-\n",
  "- [x]: y\n",
  "```\n",
  "~~~x\n",
  "\n    a",
  "<div>\n",
];
const LETTER_BOMBS = [
  "\u0301",
  "👩\u200d",
  "🇫🇷",
  "\ud83d",
  "\u202e",
  "\u{e0041}",
  "e\u0301",
  "क्",
  "<|im_end|>",
  "\u001b[31m",
];
const BOMB_UNITS = [...ONE_LETTER_BOMBS, ...MARK_BOMBS, ...LINK_BOMBS, ...LINE_BOMBS, ...LETTER_BOMBS];

/** Texts of about `length` UTF-16 units by name, each the worst case of some way to read text. */
export function bombs(length: number): readonly (readonly [name: string, text: string])[] {
  const half = Math.floor(length / 2);
  return [
    ...BOMB_UNITS.map((unit) => [JSON.stringify(unit), repeatedTo(length, unit)] as const),
    ["nested quotes", nestedText("> ", Math.floor(Math.sqrt(length / 2)), "x").slice(0, length)],
    ["nested lists", nestedText("  ", Math.floor(Math.sqrt(length / 2)), "- x").slice(0, length)],
    ["nested emphasis", `${repeatedTo(half, "*a **b ")}${repeatedTo(half, "b** a* ")}`],
    ["nested brackets", `${"[".repeat(half)}${"]".repeat(half)}`],
    ["nested links", `${"[".repeat(half / 5)}${"](b)".repeat(half / 5)}`],
    ["a list below items on one line", `${"- ".repeat(half)}x\ny`],
    ["a square table", squareTable(length)],
    ["blank space in a line", `a${" ".repeat(length)}b`],
    ["blank lines", `a${"\n".repeat(length)}b`],
    ["code that never ends", `\`\`\`\n${repeatedTo(length, "let a = 1;\n")}`],
    ["marks in one long word", repeatedTo(length, "word*word_")],
    [
      "prose",
      repeatedTo(length, "Lorem **ipsum** dolor, sit `amet`. Consectetur!\n\n- adipiscing\n- elit\n\n"),
    ],
  ];
}

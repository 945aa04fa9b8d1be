import type { Canvas } from "./canvas.ts";
import { inlineText, writeInline } from "./inline.ts";
import { known, type MarkedToken, type Token, type Tokens } from "../../../markdown/parse.ts";
import { alignTable } from "./table.ts";

const INDENT = "   ";
const RULE = "──────────";
/** Telegram makes one space of a tab. */
const TAB = "    ";

/** Writes blocks of Markdown, one below the other, as far apart as they were written. */
export function writeBlocks(canvas: Canvas, tokens: readonly Token[], depth = 0): void {
  let newlines = 0;
  for (const [index, token] of known(tokens).entries()) {
    if (token.type !== "space") {
      // What a list item begins with stands beside its bullet.
      if (index > 0 || depth === 0) canvas.gap(Math.max(newlines, 1));
      newlines = 0;
      writeBlock(canvas, token, depth);
    }
    newlines += newlinesAfter(token.raw);
  }
  canvas.gap(newlines);
}

function writeBlock(canvas: Canvas, token: MarkedToken, depth: number): void {
  switch (token.type) {
    case "heading":
      writeHeading(canvas, token);
      break;
    case "code":
      canvas.writeBlock(codeOf(token), languageOf(token));
      break;
    case "list":
      writeList(canvas, token, depth);
      break;
    case "blockquote":
      canvas.mark({ type: "blockquote" }, () => {
        canvas.gap(1);
        writeBlocks(canvas, token.tokens, depth + 1);
      });
      break;
    case "table":
      writeTable(canvas, token);
      break;
    case "hr":
      canvas.write(RULE);
      break;
    case "paragraph":
      writeInline(canvas, token.tokens);
      break;
    case "html":
    case "def":
      canvas.write(token.raw.trim());
      break;
    case "br":
    case "checkbox":
    case "codespan":
    case "del":
    case "em":
    case "escape":
    case "image":
    case "link":
    case "list_item":
    case "space":
    case "strong":
    case "text":
      writeInline(canvas, [token]);
      break;
  }
}

function writeHeading(canvas: Canvas, { raw, depth, tokens }: Tokens.Heading): void {
  const underline = raw.trimEnd().split("\n").at(-1) ?? "";
  if (depth !== 2 || raw.trimStart().startsWith("#")) {
    canvas.mark({ type: "bold" }, () => writeInline(canvas, tokens));
    return;
  }
  // Words with dashes below them: models mean a rule, or a list that has only begun.
  writeInline(canvas, tokens);
  canvas.write(`\n${underline.trim().length < 3 ? underline.trim() : RULE}`);
}

/** marked leaves the end of the last line when that is a blank one. */
function codeOf({ text }: Tokens.Code): string {
  return text.replace(/\n$/, "").replaceAll("\t", TAB);
}

function languageOf({ lang }: Tokens.Code): string | undefined {
  return /^[\w+#.-]{1,24}/.exec(lang ?? "")?.[0];
}

function writeList(canvas: Canvas, list: Tokens.List, depth: number): void {
  const first = list.start === "" ? 1 : list.start;
  for (const [index, item] of list.items.entries()) {
    const delimiter = /^\s*\d+\)/.test(item.raw) ? ")" : ".";
    const bullet = list.ordered ? `${first + index}${delimiter}` : "•";
    canvas.gap(1);
    canvas.write(`${item.task ? (item.checked === true ? "☑" : "☐") : bullet} `);
    const content = item.tokens.filter(({ type }) => type !== "checkbox");
    canvas.indented(INDENT, () => writeBlocks(canvas, content, depth + 1));
    canvas.gap(newlinesAfter(item.raw));
  }
}

function writeTable(canvas: Canvas, { header, rows, align, raw }: Tokens.Table): void {
  const lines = [header, ...rows].map((cells) => cells.map(({ tokens }) => inlineText(tokens)));
  canvas.writeBlock(alignTable(lines, align) ?? raw.trim());
}

function newlinesAfter(raw: string): number {
  return raw.slice(raw.trimEnd().length).split("\n").length - 1;
}

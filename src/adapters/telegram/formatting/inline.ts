import { createCanvas, type Canvas, type FormattedText } from "./canvas.ts";
import { resolveReferences } from "./character-references.ts";
import { isVisible, linkAddress, pretendsToLeadElsewhere } from "./link-address.ts";
import { known, type Token } from "../../../markdown/parse.ts";

/** Writes what stands inside a line of Markdown. */
export function writeInline(canvas: Canvas, tokens: readonly Token[]): void {
  for (const token of known(tokens)) {
    switch (token.type) {
      case "text":
        if (token.tokens === undefined) canvas.write(resolveReferences(token.text));
        else writeInline(canvas, token.tokens);
        break;
      case "escape":
        canvas.write(token.text);
        break;
      case "strong":
        canvas.mark({ type: "bold" }, () => writeInline(canvas, token.tokens));
        break;
      case "em":
        canvas.mark({ type: "italic" }, () => writeInline(canvas, token.tokens));
        break;
      case "del":
        canvas.mark({ type: "strikethrough" }, () => writeInline(canvas, token.tokens));
        break;
      case "codespan":
        canvas.writeCode(token.text);
        break;
      case "br":
        canvas.write("\n");
        break;
      case "checkbox":
        break; // the list shows it in place of the bullet
      case "link":
        writeLink(canvas, token.autolink ? token.href : resolveReferences(token.href), token.tokens);
        break;
      case "image":
        writeLink(canvas, resolveReferences(token.href), token.tokens);
        break;
      case "html":
        canvas.write(/^<br\s*\/?>$/i.test(token.text) ? "\n" : token.text);
        break;
      case "paragraph":
        writeInline(canvas, token.tokens);
        break;
      case "blockquote":
      case "code":
      case "def":
      case "heading":
      case "hr":
      case "list":
      case "list_item":
      case "space":
      case "table":
        canvas.write(token.raw); // never inside a line; nothing is lost if it should be
        break;
    }
  }
}

/** What stands inside a line of Markdown as plain words, in one line, with the addresses of links behind their words. */
export function inlineText(tokens: readonly Token[]): string {
  const { text, entities } = drawn(tokens);
  let spelledOut = text;
  for (const entity of entities.toReversed()) {
    if (entity.type !== "text_link") continue;
    const end = entity.offset + entity.length;
    spelledOut = `${spelledOut.slice(0, end)} (${entity.url})${spelledOut.slice(end)}`;
  }
  return spelledOut.replaceAll("\n", " ");
}

function drawn(tokens: readonly Token[]): FormattedText {
  const canvas = createCanvas();
  writeInline(canvas, tokens);
  return canvas.result();
}

/** The words with the address behind them if it is clear where they lead; else the words and the address, as text. */
function writeLink(canvas: Canvas, href: string, content: readonly Token[]): void {
  const label = drawn(content).text;
  if (!isVisible(label) || label === href || `mailto:${label}` === href) {
    canvas.write(isVisible(label) ? label : href); // Telegram itself makes addresses links
    return;
  }
  const url = linkAddress(href);
  if (url === undefined || pretendsToLeadElsewhere(label, url)) {
    writeInline(canvas, content);
    canvas.write(` (${href.replace(/^mailto:/, "")})`);
    return;
  }
  canvas.mark({ type: "text_link", url }, () => writeInline(canvas, content));
}

import { type BlockWriter, createBlockWriter } from "./block-writer.ts";
import { createMarkupParser, type MarkupHandler } from "./markup.ts";
import type { Block } from "./outline.ts";

/** What people do not read as the page's text. */
const UNSEEN = setOf(
  "script style template noscript nav svg math iframe object canvas audio video select datalist button textarea map",
);
const PARAGRAPHS = setOf(
  "p div section article main aside header footer address blockquote form fieldset legend figure figcaption details " +
    "summary dl dt dd hr body center caption",
);
const HEADING = /^h[1-6]$/;

/**
 * The headings and blocks of a page that is given in pieces. What belongs to its machinery and its menus is left out, links
 * are their text, pictures what stands for them. Nothing is fetched.
 */
export async function* htmlBlocks(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Block> {
  const writer = createBlockWriter();
  const parser = createMarkupParser(createHtmlHandler(writer), { xml: false });
  for await (const piece of pieces) {
    parser.write(piece);
    yield* writer.taken();
  }
  parser.end();
  writer.end();
  yield* writer.taken();
}

function createHtmlHandler(writer: BlockWriter): MarkupHandler {
  /** The element whose content is left out, and how many of its kind are open in it. */
  let unseen: { readonly name: string; depth: number } | undefined;
  let title: string | undefined;
  let code: string | undefined;
  /** For each open list: the number of its next item, or none. */
  const lists: (number | undefined)[] = [];

  function openSeen(name: string, attributes: Readonly<Record<string, string>>) {
    if (HEADING.test(name)) writer.startHeading(Number(name.charAt(1)));
    else if (PARAGRAPHS.has(name)) writer.endParagraph();
    else if (name === "title") title ??= "";
    else if (name === "br") addBreak();
    else if (name === "img") writer.text(` ${attributes["alt"] ?? ""} `);
    else if (name === "pre") code ??= "";
    else if (name === "ul" || name === "ol") startList(name, attributes["start"]);
    else if (name === "li") writer.startItem(nextMark());
    else if (name === "table") writer.startTable();
    else if (name === "td" || name === "th") writer.startCell();
  }

  function closeSeen(name: string) {
    if (HEADING.test(name)) writer.endHeading();
    else if (PARAGRAPHS.has(name)) writer.endParagraph();
    else if (name === "title") endTitle();
    else if (name === "pre") endCode();
    else if (name === "ul" || name === "ol") endList();
    else if (name === "td" || name === "th") writer.endCell();
    else if (name === "tr") writer.endRow();
    else if (name === "table") writer.endTable();
  }

  function startList(name: string, start = "1") {
    lists.push(name === "ol" ? Number.parseInt(start, 10) || 1 : undefined);
    writer.startList();
  }

  function endList() {
    lists.pop();
    writer.endList();
  }

  function nextMark(): string {
    const number = lists.at(-1);
    if (number === undefined) return "-";
    lists[lists.length - 1] = number + 1;
    return `${number}.`;
  }

  function addBreak() {
    if (code === undefined) writer.breakLine();
    else code += "\n";
  }

  function endTitle() {
    if (title !== undefined && title.trim() !== "") writer.block({ kind: "title", text: title });
    title = undefined;
  }

  function endCode() {
    if (code !== undefined && code.trim() !== "") writer.block({ kind: "text", text: fenced(code) });
    code = undefined;
  }

  return {
    open(name, attributes) {
      if (unseen !== undefined) {
        if (name === unseen.name) unseen.depth++;
      } else if (UNSEEN.has(name) || "hidden" in attributes) {
        unseen = { name, depth: 1 };
      } else {
        openSeen(name, attributes);
      }
    },
    text(text) {
      if (unseen !== undefined) return;
      if (title !== undefined) title += text;
      else if (code !== undefined) code += text;
      else writer.text(text);
    },
    close(name) {
      if (unseen === undefined) {
        closeSeen(name);
      } else if (name === unseen.name) {
        unseen.depth--;
        if (unseen.depth === 0) unseen = undefined;
      }
    },
  };
}

function fenced(code: string): string {
  return `\`\`\`\n${code.replace(/^\n|\s+$/g, "")}\n\`\`\``;
}

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(" "));
}

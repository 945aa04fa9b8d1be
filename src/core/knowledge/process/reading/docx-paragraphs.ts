import type { BlockWriter } from "./block-writer.ts";
import { outlineLevel, type ParagraphRole } from "./docx-styles.ts";
import type { MarkupHandler } from "./markup.ts";
import { attributeOf, localName } from "./xml-names.ts";

interface Paragraph {
  text: string;
  role: ParagraphRole | undefined;
  /** How deep the list goes, from 0; undefined when it is no item of a list. */
  itemDepth: number | undefined;
}

/** Text that is not there for the reader: what was moved away or deleted, and what is said twice for older programs. */
const UNSEEN = new Set(["Fallback", "moveFrom", "del"]);
const MAX_ITEM_DEPTH = 8;

/** Hears the elements of one part of a Word document and writes its paragraphs, lists and tables. */
export function createWordHandler(
  writer: BlockWriter,
  roles: ReadonlyMap<string, ParagraphRole>,
): MarkupHandler {
  /** The innermost last: a text box stands in a paragraph and holds others. */
  const paragraphs: Paragraph[] = [];
  let unseen = 0;
  let inText = false;
  let inList = false;
  let tables = 0;

  function openSeen(name: string, attributes: Readonly<Record<string, string>>) {
    const paragraph = paragraphs.at(-1);
    switch (name) {
      case "p":
        paragraphs.push({ text: "", role: undefined, itemDepth: undefined });
        break;
      case "t":
        inText = true;
        break;
      case "tbl":
        endList();
        tables++;
        writer.startTable();
        break;
      case "tc":
        writer.startCell();
        break;
      default:
        if (paragraph !== undefined) describe(paragraph, name, attributes);
    }
  }

  function describe(paragraph: Paragraph, name: string, attributes: Readonly<Record<string, string>>) {
    switch (name) {
      case "tab":
        paragraph.text += " ";
        break;
      case "br":
      case "cr":
        paragraph.text += "\n";
        break;
      case "noBreakHyphen":
        paragraph.text += "-";
        break;
      case "pStyle":
        paragraph.role = roles.get(attributeOf(attributes, "val") ?? "");
        break;
      case "outlineLvl":
        paragraph.role = outlineLevel(attributeOf(attributes, "val") ?? "");
        break;
      case "numPr":
        paragraph.itemDepth ??= 0;
        break;
      case "ilvl":
        paragraph.itemDepth = Number.parseInt(attributeOf(attributes, "val") ?? "", 10) || 0;
        break;
      case "numId":
        // No list after all, whatever the style says.
        if (attributeOf(attributes, "val") === "0") paragraph.itemDepth = undefined;
        break;
      default:
    }
  }

  function closeSeen(name: string) {
    switch (name) {
      case "p":
        endParagraph();
        break;
      case "t":
        inText = false;
        break;
      case "tc":
        writer.endCell();
        break;
      case "tr":
        writer.endRow();
        break;
      case "tbl":
        tables = Math.max(0, tables - 1);
        writer.endTable();
        break;
      default:
    }
  }

  function endParagraph() {
    const paragraph = paragraphs.pop();
    if (paragraph === undefined || paragraph.role === "contents" || paragraph.text.trim() === "") return;
    const { text, role, itemDepth } = paragraph;
    if (role !== undefined && tables === 0) {
      endList();
      writer.startHeading(role);
      writer.text(text);
      writer.endHeading();
      return;
    }
    if (itemDepth !== undefined && tables === 0) startItem(itemDepth);
    else endList();
    for (const line of text.split("\n")) {
      writer.text(line);
      writer.breakLine();
    }
    writer.endParagraph();
  }

  function startItem(depth: number) {
    if (!inList) writer.startList();
    inList = true;
    writer.startItem(`${"  ".repeat(Math.min(depth, MAX_ITEM_DEPTH))}-`);
  }

  function endList() {
    if (inList) writer.endList();
    inList = false;
  }

  return {
    open(tag, attributes) {
      const name = localName(tag);
      if (UNSEEN.has(name)) unseen++;
      else if (unseen === 0) openSeen(name, attributes);
    },
    text(text) {
      const paragraph = paragraphs.at(-1);
      if (inText && unseen === 0 && paragraph !== undefined) paragraph.text += text;
    },
    close(tag) {
      const name = localName(tag);
      if (UNSEEN.has(name)) unseen = Math.max(0, unseen - 1);
      else if (unseen === 0) closeSeen(name);
    },
  };
}

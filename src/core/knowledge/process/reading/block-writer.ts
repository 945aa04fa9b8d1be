import type { Block } from "./outline.ts";
import { createTableText, type TableText } from "./table-text.ts";

/** UTF-16 units. A list or paragraph that is longer is given in several blocks. */
const FULL_BLOCK = 8192;
const MAX_INDENT = 8;

/** Makes blocks of a document that tells where its paragraphs, lists and tables begin and end. Anything may be left open. */
export interface BlockWriter {
  /** Text of the line that is being written, with runs of blank space as one. */
  text(text: string): void;
  breakLine(): void;
  /** Ends a paragraph. In a list, the list goes on; in a table, the cell does. */
  endParagraph(): void;
  /** What is written until `endHeading` is a heading. */
  startHeading(level: number): void;
  endHeading(): void;
  /** A list in a list is indented. `mark` for one item: `-` or `3.`. */
  startList(): void;
  startItem(mark: string): void;
  endList(): void;
  /** A table in a table is part of the text of its cell. */
  startTable(): void;
  endRow(): void;
  startCell(): void;
  endCell(): void;
  endTable(): void;
  /** A block as it is, such as code. */
  block(block: Block): void;
  /** The blocks that are finished and were not taken yet. */
  taken(): readonly Block[];
  /** Finishes what was left open. */
  end(): void;
}

export function createBlockWriter(): BlockWriter {
  let finished: Block[] = [];
  let line = "";
  /** Kept beside the line: to look at the end of a text that is being put together costs time for all of it. */
  let endsBlank = true;
  let lines: string[] = [];
  let length = 0;
  let lists = 0;
  let itemMark = "";
  let indent = "";
  let headingLevel: number | undefined;
  let tables = 0;
  let table: TableText | undefined;
  let cells: string[] = [];

  function add(text: string | undefined) {
    if (text !== undefined && text.trim() !== "") finished.push({ kind: "text", text });
  }

  function takenLine(): string {
    const written = line.trim();
    line = "";
    endsBlank = true;
    return written;
  }

  function addBlank() {
    if (!endsBlank) line += " ";
    endsBlank = true;
  }

  function text(text: string) {
    const words = text.replace(/[ \t\r\n\f\u00a0]+/g, " ");
    const added = endsBlank && words.startsWith(" ") ? words.slice(1) : words;
    if (added === "") return;
    line += added;
    endsBlank = added.endsWith(" ");
  }

  function endLine() {
    const written = takenLine();
    if (written === "") return;
    lines.push(`${itemMark === "" ? indent : itemMark}${written}`);
    length += written.length;
    itemMark = "";
  }

  function endBlock() {
    endLine();
    add(lines.join("\n"));
    lines = [];
    length = 0;
  }

  function endParagraph() {
    if (headingLevel !== undefined || tables > 0) {
      addBlank();
      return;
    }
    endLine();
    if (lists === 0 || length >= FULL_BLOCK) endBlock();
  }

  function startCell() {
    if (tables > 1) addBlank();
    else if (tables === 1) add(takenLine()); // stands in no cell, like a table's caption
  }

  function endCell() {
    if (tables === 1) cells.push(takenLine());
  }

  function endRow() {
    if (tables !== 1) return;
    const unclosed = takenLine();
    if (unclosed !== "") cells.push(unclosed);
    add(table?.addRow(cells));
    cells = [];
  }

  function endTable() {
    if (tables === 1) {
      endRow();
      add(table?.end());
      table = undefined;
    } else {
      addBlank();
    }
    tables = Math.max(0, tables - 1);
  }

  function endHeading() {
    if (headingLevel === undefined) return;
    finished.push({ kind: "heading", level: headingLevel, text: takenLine() });
    headingLevel = undefined;
  }

  return {
    text,
    breakLine() {
      if (headingLevel !== undefined || tables > 0) addBlank();
      else endLine();
    },
    endParagraph,
    startHeading(level) {
      endParagraph();
      if (tables > 0) return; // a heading in a table would tear it
      endHeading();
      endBlock();
      headingLevel = level;
    },
    endHeading,
    startList() {
      endParagraph();
      lists++;
    },
    startItem(mark) {
      endParagraph();
      if (tables > 0 || headingLevel !== undefined) return;
      const depth = Math.min(Math.max(lists, 1), MAX_INDENT) - 1;
      itemMark = `${"  ".repeat(depth)}${mark} `;
      indent = " ".repeat(itemMark.length);
    },
    endList() {
      lists = Math.max(0, lists - 1);
      endParagraph();
      if (lists === 0) {
        itemMark = "";
        indent = "";
      } else {
        indent = "  ".repeat(Math.min(lists, MAX_INDENT));
      }
    },
    startTable() {
      endParagraph();
      tables++;
      if (tables > 1) return;
      endHeading();
      endBlock();
      table = createTableText();
    },
    endRow,
    startCell,
    endCell,
    endTable,
    block(block) {
      if (tables > 0) {
        if (block.kind !== "title") text(` ${block.text} `);
        return;
      }
      endHeading();
      endBlock();
      finished.push(block);
    },
    taken() {
      const blocks = finished;
      finished = [];
      return blocks;
    },
    end() {
      endHeading();
      while (tables > 0) endTable();
      lists = 0;
      itemMark = "";
      indent = "";
      endBlock();
    },
  };
}

import type { MessageEntity } from "grammy/types";

/** Marks of text that may hold each other. */
export type Mark =
  | { readonly type: "bold" | "italic" | "strikethrough" | "blockquote" }
  | { readonly type: "text_link"; readonly url: string };

/** A text being written from front to back, and what is marked in it. Offsets count UTF-16 units. */
export interface Canvas {
  /** Writes `text`, each of its lines indented as the canvas is. */
  write(text: string): void;
  /** Writes `text` as code within a line; as plain text inside a link or a quote, which cannot hold code. */
  writeCode(text: string): void;
  /** Writes `text` as a block of code in lines of its own, exactly as it is. */
  writeBlock(text: string, language?: string): void;
  /** Has the next words stand at least `lines` lines further down; nothing at the beginning of the text. */
  gap(lines: number): void;
  /** Marks all that `write` writes. Inside a mark of the same type it changes nothing. */
  mark(mark: Mark, write: () => void): void;
  /** Indents the lines that begin while `write` runs by `indent` more. */
  indented(indent: string, write: () => void): void;
  /** The text without blank space around it, other than what a block of code begins with; entities in order. */
  result(): FormattedText;
}

/** What Telegram shows: a text, and entities that its own rules allow. */
export interface FormattedText {
  readonly text: string;
  readonly entities: MessageEntity[];
}

export function createCanvas(): Canvas {
  const entities: MessageEntity[] = [];
  const open: { readonly mark: Mark; start: number }[] = [];
  let text = "";
  let pendingLines = 0;
  let indent = "";

  function put(line: string) {
    if (text === "") pendingLines = 0;
    const startsLine = text === "" || pendingLines > 0;
    text += "\n".repeat(pendingLines) + (startsLine ? indent : "") + line;
    pendingLines = 0;
  }

  /** Notes an entity without the blank space around what it marks. */
  function record(entity: Mark, start: number) {
    const marked = text.slice(start);
    const offset = start + marked.length - marked.trimStart().length;
    const length = marked.trim().length;
    if (length > 0) entities.push({ ...entity, offset, length });
  }

  /** Code can neither hold nor be held: marks around it end before it and go on after it. */
  function putCode(code: string, describe: (offset: number) => MessageEntity) {
    for (const { mark, start } of open) record(mark, start);
    entities.push(describe(text.length));
    text += code;
    for (const around of open) around.start = text.length;
  }

  function write(words: string) {
    for (const [index, line] of words.split("\n").entries()) {
      if (index > 0) pendingLines++;
      if (line !== "") put(line);
    }
  }

  return {
    write,
    writeCode(code) {
      const held = open.some(({ mark }) => mark.type === "text_link" || mark.type === "blockquote");
      if (held || code.trim() === "") {
        write(code);
        return;
      }
      put("");
      putCode(code, (offset) => ({ type: "code", offset, length: code.length }));
    },
    writeBlock(code, language) {
      if (code.trim() === "") return;
      text = text === "" ? "" : text + "\n".repeat(Math.max(pendingLines, 1));
      pendingLines = 0;
      const named = language === undefined ? {} : { language };
      putCode(code, (offset) => ({ type: "pre", offset, length: code.length, ...named }));
      pendingLines = 1;
    },
    gap(lines) {
      pendingLines = Math.max(pendingLines, lines);
    },
    mark(mark, writeMarked) {
      if (open.some((around) => around.mark.type === mark.type)) {
        writeMarked();
        return;
      }
      const marking = { mark, start: text.length };
      open.push(marking);
      writeMarked();
      open.pop();
      record(mark, marking.start);
    },
    indented(more, writeIndented) {
      const before = indent;
      indent += more;
      writeIndented();
      indent = before;
    },
    result: () => trimmed(text, entities),
  };
}

function trimmed(text: string, entities: readonly MessageEntity[]): FormattedText {
  const end = text.trimEnd().length;
  const blank = text.length - text.trimStart().length;
  // Telegram keeps the indentation of the first line of code, because an entity covers it.
  const start = Math.min(blank, ...entities.map(({ offset }) => offset));
  return {
    text: text.slice(start, end),
    entities: entities
      .map((entity) => ({
        ...entity,
        offset: entity.offset - start,
        length: Math.min(entity.length, end - entity.offset),
      }))
      .toSorted((a, b) => a.offset - b.offset || b.length - a.length),
  };
}

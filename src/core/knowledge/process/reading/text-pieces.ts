import { piecesOfLine } from "./line-pieces.ts";
import { letters, MAX_PASSAGE } from "./passage-size.ts";

/** A part of a section that goes into a passage as it is. */
export interface Piece {
  readonly text: string;
  /** What parts it from the piece before where both are in one passage; a blank line where a block begins. */
  readonly gap: "\n\n" | "\n" | "";
  /** Stands before the first piece of a block in a passage: the head of a table, the opening of a block of code. */
  readonly lead: string;
  /** Stands behind the last piece of a block in a passage: the end of a block of code. */
  readonly tail: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** What stands before or behind a piece takes at most so much of a passage, or is left out. */
const MAX_FRAME = MAX_PASSAGE / 4;

/**
 * The pieces of a section's text, in order, each with its frame at most {@link MAX_PASSAGE} letters long: its blocks, and
 * of longer ones the rows, the lines, the sentences, the words, and where nothing else helps the characters. Takes time
 * linear in its length.
 */
export function* piecesOf(text: string): Generator<Piece> {
  for (const block of blocksOf(text)) {
    const whole = block.lines.join("\n");
    if (letters(whole) <= MAX_PASSAGE) yield { text: whole, gap: "\n\n", lead: "", tail: "" };
    else yield* piecesOfBlock(block);
  }
}

interface TextBlock {
  readonly lines: readonly string[];
  /** The mark of a block of code. */
  readonly fence: string | undefined;
}

/** What stands between blank lines; a block of code with the blank lines in it. */
function* blocksOf(text: string): Generator<TextBlock> {
  let lines: string[] = [];
  let fence: string | undefined;

  function* finished(): Generator<TextBlock> {
    if (lines.length > 0) yield { lines, fence };
    lines = [];
    fence = undefined;
  }

  for (const line of text.split("\n")) {
    if (fence !== undefined) {
      lines.push(line);
      if (closes(line, fence)) yield* finished();
      continue;
    }
    const [, opening] = FENCE.exec(line) ?? [];
    if (opening !== undefined || line.trim() === "") yield* finished();
    if (line.trim() !== "") lines.push(line);
    fence = opening;
  }
  yield* finished();
}

function closes(line: string, fence: string): boolean {
  const mark = line.trim();
  return mark.length >= fence.length && mark === fence.charAt(0).repeat(mark.length);
}

function* piecesOfBlock({ lines, fence }: TextBlock): Generator<Piece> {
  const [first = "", second = "", ...others] = lines;
  if (fence !== undefined && letters(first) < MAX_FRAME) {
    const closed = lines.length > 1 && closes(lines.at(-1) ?? "", fence);
    yield* framedLines(lines.slice(1, closed ? -1 : undefined), `${first}\n`, `\n${fence}`);
  } else if (first.includes("|") && TABLE_RULE.test(second) && letters(first + second) < MAX_FRAME) {
    yield* framedLines(others, `${first}\n${second}\n`, "");
  } else {
    yield* framedLines(lines, "", "");
  }
}

function* framedLines(lines: readonly string[], lead: string, tail: string): Generator<Piece> {
  const room = MAX_PASSAGE - letters(lead) - letters(tail);
  let gap: Piece["gap"] = "\n\n";
  for (const line of lines) {
    for (const text of piecesOfLine(line, room)) {
      yield { text, gap, lead, tail };
      gap = "";
    }
    gap = "\n";
  }
}

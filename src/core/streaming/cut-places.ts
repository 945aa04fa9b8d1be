import { isBlankUnit, NEWLINE } from "./blank.ts";
import { pauseBefore, startsFence } from "./marks.ts";
import type { PartRoom } from "./part-room.ts";

const OPENING_LINE = /^ {0,3}(?:`{3}|~{3})/;
const LONGEST_OPENING = 6;

/** Where a text can be cut: the last place of a kind, or all places in order where some may not be used. */
export interface CutPlaces {
  /** Between paragraphs, before a code block, after one. */
  readonly paragraph: number | undefined;
  readonly line: number | undefined;
  readonly sentences: readonly number[];
  /** Between two lines of code: never after a block's opening line or before its closing one. */
  readonly codeLine: number | undefined;
  readonly words: readonly number[];
}

/** The places from index `first` to index `last` of the part that has `room`. Looks at nothing after `last`. */
export function findPlaces(text: string, room: PartRoom, first: number, last: number): CutPlaces {
  const sentences: number[] = [];
  const words: number[] = [];
  let paragraph: number | undefined;
  let line: number | undefined;
  let codeLine: number | undefined;

  const tracker = room.tracker();
  let lineStart = room.start;
  let lineStartsInCode = tracker.markerLength > 0;
  /** Index of the last unit of this line that is not blank. */
  let ink: number | undefined;
  /** What stands before this line, blank lines aside. */
  let before: "opening" | "closing" | "text" = "text";
  let afterBlankLine = false;

  function endLine(index: number) {
    const inCode = tracker.markerLength > 0;
    afterBlankLine = ink === undefined;
    if (ink !== undefined) {
      if (inCode === lineStartsInCode) before = "text";
      else before = inCode ? "opening" : "closing";
    }
    lineStart = index + 1;
    lineStartsInCode = inCode;
    ink = undefined;
  }

  function notePlace(index: number) {
    if (ink !== undefined) {
      if (index < first || tracker.onMarkerLine || startsFence(text, index, last + 1)) return;
      const pause = pauseBefore(text, ink, index);
      // What looks like a sentence in code is a comment or a string, and no better than its line.
      if (pause === "sentence" && tracker.markerLength === 0) sentences.push(index);
      else if (pause !== undefined) words.push(index);
    } else if (lineStart >= first) {
      if (lineStartsInCode) {
        if (before !== "opening" && !startsFence(text, index, last + 1)) codeLine = lineStart;
      } else if (afterBlankLine || before === "closing" || opensBlock()) {
        paragraph = lineStart;
      } else {
        line = lineStart;
      }
    }
  }

  function opensBlock() {
    return OPENING_LINE.test(text.slice(lineStart, Math.min(lineStart + LONGEST_OPENING, last + 1)));
  }

  for (let index = room.start; index <= last; index++) {
    const unit = text.charCodeAt(index);
    if (!isBlankUnit(unit)) {
      notePlace(index);
      ink = index;
    }
    tracker.readTo(index + 1);
    if (unit === NEWLINE) endLine(index);
  }
  return { paragraph, line, sentences, codeLine, words };
}

import { isBlankUnit, NEWLINE } from "./blank.ts";

const BACKTICK = 0x60;
const TILDE = 0x7e;
const SPACE = 0x20;

/** Longer runs of marks are decoration. Nobody opens a block with them, and closing them would double their length. */
export const MAX_MARKER_LENGTH = 64;

const HALF_MARKER = /^ {0,3}(?:`{1,2}|~{1,2}|`{3,}[^`]*|~{3,}[^]*)$/;

/** A code block that is open: ``` or ~~~, three marks or more. */
export interface OpenFence {
  /** What closes it. */
  readonly marker: string;
  /** The whole line that opened it, its language included, without the blank space after it. */
  readonly opening: string;
}

/** Reads a text from front to back and knows at every point whether it stands in a code block. */
export interface FenceTracker {
  /** Reads on, up to index `to` of the text. */
  readTo(to: number): void;
  /** Length of the marker that would close the block if the text ended here; 0 outside of code blocks. */
  readonly markerLength: number;
  /** Whether the line so far is one that opens or closes a block. */
  readonly onMarkerLine: boolean;
  /** The block that would have to be closed if the text ended here. */
  open(): OpenFence | undefined;
}

/**
 * A tracker over `text` that begins at index `start` as at the start of a line, inside `fence` if that is given. Runs of
 * more than `maxMarkerLength` marks open nothing.
 */
export function createFenceTracker(
  text: string,
  start = 0,
  fence?: OpenFence,
  maxMarkerLength = MAX_MARKER_LENGTH,
): FenceTracker {
  let position = start;
  let lineStart = start;
  /** The block that was open when the line began, and its mark; 0 when there was none. */
  let around = fence;
  let aroundMark = fence?.marker.charCodeAt(0) ?? 0;
  /** How far into a marker line this line is; `text` as soon as it cannot be one. */
  let phase: "indent" | "run" | "after" | "text" = "indent";
  let runMark = 0;
  let runLength = 0;

  function startsRun(unit: number) {
    return aroundMark === 0 ? unit === BACKTICK || unit === TILDE : unit === aroundMark;
  }

  function mayFollowRun(unit: number) {
    if (around !== undefined) return isBlankUnit(unit);
    // A language has no backtick in it: ```so``` is code within a line.
    return unit !== BACKTICK || runMark !== BACKTICK;
  }

  function read(unit: number, index: number) {
    switch (phase) {
      case "indent":
        if (startsRun(unit)) {
          phase = "run";
          runMark = unit;
          runLength = 1;
        } else if (unit !== SPACE || index - lineStart >= 3) {
          phase = "text";
        }
        break;
      case "run":
        if (unit === runMark) runLength++;
        else phase = runCounts() && mayFollowRun(unit) ? "after" : "text";
        break;
      case "after":
        if (!mayFollowRun(unit)) phase = "text";
        break;
      case "text":
        break;
    }
  }

  /** Whether the run of marks that was read is one that opens a block, or closes the one around. */
  function runCounts() {
    if (around !== undefined) return runLength >= around.marker.length;
    return runLength >= 3 && runLength <= maxMarkerLength;
  }

  function onMarkerLine() {
    return phase === "after" || (phase === "run" && runCounts());
  }

  function open(): OpenFence | undefined {
    if (!onMarkerLine()) return around;
    if (around !== undefined) return undefined;
    return {
      marker: String.fromCharCode(runMark).repeat(runLength),
      opening: text.slice(lineStart, position).trimEnd(),
    };
  }

  return {
    readTo(to) {
      for (; position < to; position++) {
        const unit = text.charCodeAt(position);
        if (unit === NEWLINE) {
          around = open();
          aroundMark = around?.marker.charCodeAt(0) ?? 0;
          lineStart = position + 1;
          phase = "indent";
        } else {
          read(unit, position);
        }
      }
    },
    get markerLength() {
      if (!onMarkerLine()) return around?.marker.length ?? 0;
      return around === undefined ? runLength : 0;
    },
    get onMarkerLine() {
      return onMarkerLine();
    },
    open,
  };
}

/** `text` with a closing line below it if it ends inside a code block. */
export function closeFences(text: string): string {
  const tracker = createFenceTracker(text);
  tracker.readTo(text.length);
  const fence = tracker.open();
  if (fence === undefined) return text;
  return `${text}${text.endsWith("\n") ? "" : "\n"}${fence.marker}`;
}

/**
 * `text` without a last line that is, or may still become, the marker of a code block: shown before it is whole, it
 * would flash up as something else.
 */
export function withoutHalfMarker(text: string): string {
  const lineStart = text.lastIndexOf("\n") + 1;
  return HALF_MARKER.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text;
}

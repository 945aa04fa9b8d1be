import { isBlankUnit, NEWLINE } from "./blank.ts";
import { createFenceTracker, MAX_MARKER_LENGTH, type FenceTracker, type OpenFence } from "./code-fence.ts";

/** The share of a part that the reopened line of a code block may take, and its marker. */
const OPENING_SHARE = 1 / 4;
const MARKER_SHARE = 1 / 8;
/** An opening line, a line of code, a closing line, and one to spare. */
const LEAST_LINES = 4;

/** What one part may hold as it is shown. */
export interface PartLimits {
  /** UTF-16 units; at least 64. */
  readonly maxLength: number;
  /** At least 4 lines are always allowed. */
  readonly maxLines: number;
}

/** A part that begins at one place of a text, before it is known where it ends. */
export interface PartRoom {
  /** The index of the text where what this part shows of it begins. */
  readonly start: number;
  /** The line that opens again the code block which the part begins in; undefined outside of one. */
  readonly header: string | undefined;
  /** A tracker that stands at {@link start}. */
  tracker(): FenceTracker;
  /**
   * The index of the first unit that has no room any more, with what it takes to close a code block left open there;
   * undefined when all of the text fits. Never a blank one. Depends on nothing that comes after that unit.
   */
  firstWithoutRoom(): number | undefined;
}

/** The part of `text` that begins at `start`, inside `fence` if that is given. */
export function createPartRoom(
  text: string,
  start: number,
  fence: OpenFence | undefined,
  limits: PartLimits,
): PartRoom {
  const header =
    fence && (fence.opening.length <= limits.maxLength * OPENING_SHARE ? fence.opening : fence.marker);
  const maxLines = Math.max(limits.maxLines, LEAST_LINES);
  const maxMarkerLength = Math.min(MAX_MARKER_LENGTH, Math.floor(limits.maxLength * MARKER_SHARE));

  function tracker() {
    return createFenceTracker(text, start, fence, maxMarkerLength);
  }

  return {
    start,
    header,
    tracker,
    firstWithoutRoom() {
      const reader = tracker();
      const headerLength = header === undefined ? 0 : header.length + 1;
      let lines = header === undefined ? 1 : 2;
      for (let index = start; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        reader.readTo(index + 1);
        if (unit === NEWLINE) lines++;
        if (isBlankUnit(unit)) continue; // blank space at the end of a part is not shown
        const length = headerLength + index + 1 - start;
        const marker = reader.markerLength;
        const closing = marker === 0 ? 0 : marker + 1;
        if (length + closing > limits.maxLength || lines + (marker === 0 ? 0 : 1) > maxLines) return index;
      }
      return undefined;
    },
  };
}

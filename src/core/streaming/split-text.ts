import { isBlankUnit } from "./blank.ts";
import type { OpenFence } from "./code-fence.ts";
import { findCut } from "./find-cut.ts";
import { createPartRoom, type PartLimits } from "./part-room.ts";

/** The share of a part that the indentation of the line of code it begins with may take. */
const INDENT_SHARE = 1 / 4;

/** One piece of a text that is too long for one message. */
export interface Part {
  /** The exact slice of the text. */
  readonly source: string;
  /** What to send for it: without blank space around it, and with a code block that is cut closed and opened again. Never empty. */
  readonly shown: string;
}

/**
 * Cuts `text` into parts within the limits, at places where a reader would pause. Joined, the sources are `text`. When
 * text is added at the end, all parts but the last stay exactly the same: each cut is decided by nothing but the part
 * itself and the one unit that found no room. Blank text has no parts. Takes time linear in the length of `text`.
 */
export function splitText(text: string, limits: PartLimits): readonly Part[] {
  return createSplitter(limits)(text);
}

/**
 * {@link splitText} for one text that grows from call to call, as an answer does: only what came behind the last cut is
 * read again. A text that does not go on from the one before is split as a whole.
 */
export function createSplitter(limits: PartLimits): (text: string) => readonly Part[] {
  /** The parts that stay as they are while the text begins with `decidedBy`, and where the next one starts. */
  const settled: Part[] = [];
  let decidedBy = "";
  let start = 0;
  /** The code block that the next part begins in. */
  let fence: OpenFence | undefined;

  function forget() {
    settled.length = 0;
    decidedBy = "";
    start = 0;
    fence = undefined;
  }

  return (text) => {
    // Not `startsWith`, which V8 carries out letter by letter for slices.
    if (text.slice(0, decidedBy.length) !== decidedBy) forget();
    for (;;) {
      const shownStart = start === 0 ? endOfBlank(text, 0) : start;
      if (shownStart === text.length) return [...settled];
      const room = createPartRoom(text, shownStart, fence, limits);
      const overflow = room.firstWithoutRoom();
      const cut = overflow === undefined ? text.length : findCut(text, room, overflow);
      const openAtCut = fenceAt(room, cut);
      const end = overflow === undefined ? cut : nextStart(text, cut, openAtCut !== undefined, limits);
      const body = text.slice(shownStart, cut).trimEnd();
      const part = {
        source: text.slice(start, end),
        shown: [room.header, body, openAtCut?.marker].filter((piece) => piece !== undefined).join("\n"),
      };
      if (overflow === undefined) return [...settled, part];
      settled.push(part);
      decidedBy = text.slice(0, overflow + 1);
      start = end;
      fence = openAtCut;
    }
  };
}

function fenceAt(room: ReturnType<typeof createPartRoom>, index: number): OpenFence | undefined {
  const tracker = room.tracker();
  tracker.readTo(index);
  return tracker.open();
}

/** Where the part after a cut begins: blank space goes with the part before, but the indentation of code does not. */
function nextStart(text: string, cut: number, inCode: boolean, limits: PartLimits): number {
  const end = endOfBlank(text, cut);
  if (!inCode || end === text.length) return end;
  const line = Math.max(cut, text.lastIndexOf("\n", end - 1) + 1);
  return end - line > limits.maxLength * INDENT_SHARE ? end : line;
}

function endOfBlank(text: string, from: number): number {
  let index = from;
  while (index < text.length && isBlankUnit(text.charCodeAt(index))) index++;
  return index;
}

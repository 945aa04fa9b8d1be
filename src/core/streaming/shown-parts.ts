import type { SurfaceLimits } from "../reply-surface.ts";
import { readInlineMarks } from "./inline-marks.ts";
import { createSplitter, type Part } from "./split-text.ts";

/** Units of a part that are left free for marks that have to be closed and opened again. */
const MARKS_RESERVE = 12;
/** In parts as short as tests like them, no more than this share. */
const MARKS_SHARE = 1 / 16;

/**
 * What shows a text as messages, first to last: parts within the limits, in which bold, italic and code that reach from
 * one part into the next are closed in the one and opened again in the other. While the text is `growing`, the last part
 * has closed what is still open there, too, and leaves out at its end what may be half of a mark; once it is `whole` the
 * last part says what the text says. All but the last part stay the same when text is added. Made for one text that grows
 * from call to call; another one is read as a whole.
 */
export function createShownParts(
  limits: SurfaceLimits,
): (text: string, stage: "growing" | "whole") => readonly string[] {
  const { maxPartLength, maxPartLines } = limits;
  const reserve = Math.min(MARKS_RESERVE, Math.floor(maxPartLength * MARKS_SHARE));
  const split = createSplitter({ maxLength: maxPartLength - reserve, maxLines: maxPartLines });
  return (text, stage) => withMarks(split(text), stage, maxPartLength);
}

function withMarks(parts: readonly Part[], stage: "growing" | "whole", maxLength: number): readonly string[] {
  const shown: string[] = [];
  let carried: readonly string[] = [];

  for (const [index, part] of parts.entries()) {
    const before = carried;
    const { open, unsettled } = readInlineMarks(part.shown, before);
    let body = part.shown;
    let toClose = open;
    if (index < parts.length - 1) {
      carried = endsWithinLine(part) ? open : [];
      toClose = carried;
    } else if (stage === "growing") {
      body = body.slice(0, body.length - unsettled).trimEnd();
    } else {
      toClose = open.filter((mark) => before.includes(mark));
    }
    const whole = [...before, body, ...toClose.toReversed()].join("");
    if (whole.length > maxLength) {
      carried = [];
      shown.push(part.shown);
    } else if (body !== "") {
      shown.push(whole);
    }
  }
  return shown;
}

/** Whether the line that `part` ends in goes on in the next one. That marks reach over the end of a line is too rare to matter. */
function endsWithinLine({ source }: Part): boolean {
  return !source.slice(source.trimEnd().length).includes("\n");
}

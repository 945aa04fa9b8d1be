import { lastGraphemeCut } from "../core/streaming/grapheme-cut.ts";

/** UTF-16 units of a paragraph, and marks in them, that are looked at together: each mark may be one for all that follows. */
const MAX_RUN = 2048;
const MAX_MARKS = 64;
const MARK = /[*_~`[<!]/g;

/**
 * The text of a paragraph in runs, each with at most 2,048 UTF-16 units and 64 marks of Markdown. A mark that goes on in the
 * next run is none, so they are cut where no mark seems open. Joined, they are `source`.
 */
export function* runsOf(source: string): Generator<string> {
  for (let start = 0; start < source.length;) {
    const run = source.slice(start, start + MAX_RUN);
    const full = manyMarks(run) ?? run.length;
    const end = start + full === source.length ? full : runEnd(run.slice(0, full));
    yield run.slice(0, end);
    start += end;
  }
}

/** Where a run has as many marks as it may have. */
function manyMarks(run: string): number | undefined {
  let marks = 0;
  for (const { index } of run.matchAll(MARK)) {
    marks++;
    if (marks === MAX_MARKS) return index + 1;
  }
  return undefined;
}

/**
 * Behind a word in the second half of a full run: the last one where no mark is open, as far as counting them tells; else
 * the last one; else behind the last whole character.
 */
function runEnd(run: string): number {
  const open = new Set<string>();
  let end = 0;
  let quietEnd = 0;
  for (const { 0: mark, index } of run.matchAll(/[*_~`[\] \n]/g)) {
    if (mark === " " || mark === "\n") {
      if (index < run.length / 2) continue;
      end = index + 1;
      if (open.size === 0) quietEnd = end;
    } else if (mark === "]") {
      open.delete("[");
    } else if (mark === "[" || !open.delete(mark)) {
      open.add(mark);
    }
  }
  return quietEnd || end || lastGraphemeCut(run);
}

import { createFenceTracker } from "../core/streaming/code-fence.ts";
import { lastGraphemeCut } from "../core/streaming/grapheme-cut.ts";

/** UTF-16 units that are parsed together. Only answers far longer than usual have more. */
const MAX_LENGTH = 32_768;

/**
 * `markdown` in sections of at most 32,768 UTF-16 units, cut between blocks where there are any. None is cut in a block of
 * code, which may make it longer. Joined, they are `markdown`. Takes time linear in its length.
 */
export function* sectionsOf(markdown: string): Generator<string> {
  const fences = createFenceTracker(markdown);
  let start = 0;
  let position = 0;
  /** The last places where a line and where a block begins, outside of code. */
  let line = 0;
  let block = 0;
  let afterBlankLine = false;

  while (markdown.length - start > MAX_LENGTH && position < markdown.length) {
    const inCode = fences.markerLength > 0;
    if (!inCode) line = position;
    if (!inCode && afterBlankLine && !/[ \t]/.test(markdown.charAt(position))) block = position;
    const end = lineEnd(markdown, position);
    if (end - start > MAX_LENGTH) {
      const cut = [block, line].find((place) => place > start) ?? (inCode ? start : fullEnd(markdown, start));
      if (cut > start) {
        yield markdown.slice(start, cut);
        start = cut;
        continue;
      }
    }
    fences.readTo(end);
    afterBlankLine = markdown.slice(position, end).trim() === "";
    position = end;
  }
  yield markdown.slice(start);
}

function fullEnd(markdown: string, start: number): number {
  return start + lastGraphemeCut(markdown.slice(start, start + MAX_LENGTH));
}

function lineEnd(markdown: string, start: number): number {
  const end = markdown.indexOf("\n", start) + 1;
  return end === 0 ? markdown.length : end;
}

import { isBlankUnit } from "./blank.ts";
import { createFenceTracker } from "./code-fence.ts";
import { wholeSpans } from "./whole-spans.ts";

/** The marks of bold, italic and the like that a text leaves open. */
export interface InlineMarks {
  /** Outermost first: `**`, `*`, `__`, `_`, `~~`, and a run of backticks, in which the others mean nothing. */
  readonly open: readonly string[];
  /** How many units at the end of the text may be half of a mark, or of an escaped character. */
  readonly unsettled: number;
}

const WORD = /[\p{L}\p{N}]/u;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;
/** A line that ends the paragraph before it: empty, or a heading, a quote, an item of a list, a row of a table. */
const NEW_BLOCK = /[ \t]*(?:$|\n|#{1,6}[ \t]|>|\||[-+*][ \t]|\d{1,9}[.)][ \t])/y;
/** What may stand between the end of an address and the word or mark that follows. */
const AFTER_ADDRESS = "*_~`.,;:!?)\"'";

/**
 * Reads the marks of `text`, in front of which `carried` are open already. Marks do not reach over the end of a paragraph,
 * and count neither in code nor in links and addresses. Where renderers differ the reading is the one that most would
 * take for the writer's intent; two marks of a kind are never open at once.
 */
export function readInlineMarks(text: string, carried: readonly string[]): InlineMarks {
  const fences = createFenceTracker(text);
  const spans = wholeSpans(text)
    .map(({ start, end }) => ({ start, end: trimmedEnd(text, start, end) }))
    .toSorted((a, b) => a.start - b.start);
  let open = [...carried];
  let unsettled = 0;
  let nextSpan = 0;
  let spanEnd = 0;

  function isInSpan(index: number) {
    for (let span = spans[nextSpan]; span !== undefined && span.start <= index; span = spans[++nextSpan])
      spanEnd = Math.max(spanEnd, span.end);
    return index < spanEnd;
  }

  /** The run of backticks that code within a line is open with. */
  function openCode() {
    return open.find((mark) => mark.startsWith("`"));
  }

  function close(mark: string) {
    open = open.filter((other) => other !== mark);
  }

  /** Whether the run of `mark`s from `start` to `end` was the end of something. */
  function readRun(mark: string, start: number, end: number): boolean {
    const code = openCode();
    const run = text.slice(start, end);
    if (code !== undefined) {
      if (run === code) close(code);
      return run === code;
    }
    const [mayOpen, mayClose] = sidesOf(text, mark, start, end);
    let closed = false;
    for (const part of partsOfRun(run)) {
      if (mayClose && open.includes(part)) {
        close(part);
        closed = true;
      } else if (mayOpen) {
        close(part); // the earlier one was no mark after all
        open.push(part);
      }
    }
    return closed;
  }

  for (let index = 0; index < text.length;) {
    const unit = text.charAt(index);
    let end = index + 1;
    unsettled = 0;
    if (unit === "\n") {
      NEW_BLOCK.lastIndex = end;
      if (NEW_BLOCK.test(text)) open = [];
    } else if (unit === "\\" && openCode() === undefined) {
      end++;
      if (end > text.length) unsettled = 1;
    } else if ("*_~`".includes(unit)) {
      while (text.charAt(end) === unit) end++;
      fences.readTo(end);
      if (fences.onMarkerLine || fences.markerLength > 0) open = [];
      else if (!isInSpan(index) && !readRun(unit, index, end) && end === text.length) unsettled = end - index;
    }
    index = end;
  }
  return { open, unsettled };
}

/** Whether a run of marks may open and may close something, by what stands around it. */
function sidesOf(text: string, mark: string, start: number, end: number): readonly [boolean, boolean] {
  const afterBlank = start === 0 || isBlankUnit(text.charCodeAt(start - 1));
  const beforeBlank = end === text.length || isBlankUnit(text.charCodeAt(end));
  const afterWord = WORD.test(text.charAt(start - 1));
  if (mark === "`") return [end < text.length, false];
  if (mark === "_") return [!beforeBlank && !afterWord, !afterBlank && !WORD.test(text.charAt(end))];
  return [!beforeBlank && !(afterWord && ASCII_PUNCTUATION.test(text.charAt(end))), !afterBlank];
}

/** The marks that a run consists of, outermost first; none when it is too long or too short to be any. */
function partsOfRun(run: string): readonly string[] {
  if (run.startsWith("`")) return [run];
  if (run.startsWith("~")) return run.length === 2 ? [run] : [];
  switch (run.length) {
    case 1:
    case 2:
      return [run];
    case 3:
      return [run.slice(1), run.slice(2)];
    default:
      return [];
  }
}

function trimmedEnd(text: string, start: number, end: number): number {
  let index = end;
  while (index > start && AFTER_ADDRESS.includes(text.charAt(index - 1))) index--;
  return index;
}

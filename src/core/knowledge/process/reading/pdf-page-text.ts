/** A run of text on a page, as pdf.js gives it: `transform` ends with its place, from the lower left corner. */
export interface PlacedText {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly hasEOL: boolean;
}

/** A line of a page, with its place from the lower left corner. */
export interface Line {
  readonly text: string;
  /** The same where it is set apart by wide gaps. */
  readonly parts: readonly string[];
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly height: number;
}

/** Line heights from one line to the next, from which on a paragraph begins. */
const PARAGRAPH_GAP = 1.7;
/** How much larger or smaller the letters of another paragraph are, such as a heading. */
const OTHER_SIZE = 1.15;
/** Heights of a line between two parts of it. */
const WIDE_GAP = 2;
/** A line that goes so far to the right, as a share of the longest of its paragraph, goes on in the next. */
const FULL_LINE = 0.9;

const DENSE = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\u3000-\u303f\uff00-\uffef]/u;

/** The paragraphs that the lines make, in their order, with a blank line between. */
export function paragraphsOf(lines: Iterable<Line>): string {
  const paragraphs: Line[][] = [];
  let previous: Line | undefined;
  for (const line of lines) {
    if (previous === undefined || beginsParagraph(previous, line)) paragraphs.push([line]);
    else paragraphs.at(-1)?.push(line);
    previous = line;
  }
  return paragraphs.map(joined).join("\n\n");
}

/** The lines of a page in the order in which the file holds them. */
export function* linesOf(runs: Iterable<PlacedText>): Generator<Line> {
  let line: Line | undefined;
  let parts: string[] = [];
  for (const { str, transform, width, height, hasEOL } of runs) {
    const [left = 0, bottom = 0] = transform.slice(4);
    // eslint-disable-next-line no-control-regex -- fonts without a proper encoding give such units
    const text = str.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, "");
    const isBlank = text.trim() === "";
    const isFar = line !== undefined && !isBlank && left - line.right > height * WIDE_GAP;
    parts.push(isFar ? text : `${parts.pop() ?? ""}${text}`);
    if (line === undefined) {
      if (!isBlank) line = { text, parts, left, right: left + width, bottom, height };
    } else {
      line = {
        ...line,
        text: line.text + text,
        right: isBlank ? line.right : Math.max(line.right, left + width),
        height: Math.max(line.height, height),
      };
    }
    if (!hasEOL || line === undefined) continue;
    yield line;
    line = undefined;
    parts = [];
  }
  if (line !== undefined) yield line;
}

function beginsParagraph(previous: Line, line: Line): boolean {
  const height = Math.max(previous.height, line.height);
  const smaller = Math.min(previous.height, line.height);
  if (smaller > 0 && height / smaller > OTHER_SIZE) return true;
  const gap = previous.bottom - line.bottom;
  // Further up: the next column.
  return gap < 0 ? /[.!?。！？：:]\s*$/.test(previous.text) : gap > height * PARAGRAPH_GAP;
}

/** Lines that were only broken for the width of the page are put together again; others, as in a table, are kept. */
function joined(lines: readonly Line[]): string {
  const left = Math.min(...lines.map((line) => line.left));
  const right = Math.max(...lines.map((line) => line.right));
  let text = "";
  let goesOn = false;
  for (const line of lines) {
    const next = line.text.trim();
    if (text === "") text = next;
    else text = goesOn ? continued(text, next) : `${text}\n${next}`;
    goesOn = line.right - left > (right - left) * FULL_LINE;
  }
  return text;
}

function continued(text: string, next: string): string {
  if (/\p{L}-$/u.test(text.slice(-4)) && /^\p{Ll}/u.test(next)) return text.slice(0, -1) + next;
  return DENSE.test(text.slice(-1)) && DENSE.test(next.slice(0, 1)) ? text + next : `${text} ${next}`;
}

const BEFORE = 24;
const AFTER = 60;

/** A place in a text where something was found, with a few words around it. */
export interface Excerpt {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/** The first place in `text` where `query` stands, whatever the case of its letters; null when there is none. */
export function excerptOf(text: string, query: string): Excerpt | null {
  const literal = query.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const found = new RegExp(literal, "iu").exec(text);
  if (!found) return null;
  const [match] = found;
  const end = found.index + match.length;
  const start = wordStart(text, Math.max(0, found.index - BEFORE), found.index);
  return {
    before: (start > 0 ? "…" : "") + oneLine(text.slice(start, found.index)),
    match: oneLine(match),
    after: oneLine(text.slice(end, end + AFTER)),
  };
}

/** The beginning of the first whole word after `from`, or `from` itself where words have no blanks between them. */
function wordStart(text: string, from: number, to: number): number {
  if (from === 0) return 0;
  const blank = text.slice(from, to).search(/\s\S/);
  if (blank >= 0) return from + blank + 1;
  return /[\uDC00-\uDFFF]/.test(text.charAt(from)) ? from + 1 : from;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

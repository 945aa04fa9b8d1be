/** Link text without brackets in it, then a target with at most one pair of brackets in it; either may be cut off. */
const LINK = /!?\[[^[\]\n]*(?:$|\](?:$|\((?:[^()\n]|\([^()\n]*\))*(?:\)|$)))/g;
const ADDRESS = /https?:\/\/[^\s<>，。！？；：、（）「」『』《》【】“”]+/g;

/** A stretch of text, from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Markdown links and bare addresses in `text`, also one that the end of `text` cuts off. In no order; may overlap. */
export function wholeSpans(text: string): readonly Span[] {
  return [...text.matchAll(LINK), ...text.matchAll(ADDRESS)].map(({ index, 0: match }) => ({
    start: index,
    end: index + match.length,
  }));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The last index of `text`, above 0, where it can be cut without tearing what people see as one character. The last
 * unit of `text` always comes after the cut: without the one that follows it, it cannot be told what it belongs to.
 * When all of `text` is one character, a cut that keeps surrogate pairs whole. `text` has at least two units.
 */
export function lastGraphemeCut(text: string): number {
  const segments = graphemes.segment(text);
  const last = text.length - 1;
  // Half a pair at the end may become anything, also something that joins the character before.
  const probe = isHighSurrogate(text, last) ? last - 1 : last;
  const cut = segments.containing(probe)?.index ?? 0;
  return cut > 0 ? cut : lastPairCut(text);
}

/** The last cut of `text` before `cut` by the same rule; 0 when there is none. */
export function graphemeCutBefore(text: string, cut: number): number {
  return graphemes.segment(text).containing(cut - 1)?.index ?? 0;
}

function lastPairCut(text: string): number {
  const last = text.length - 1;
  return last > 1 && isHighSurrogate(text, last - 1) && !isHighSurrogate(text, last) ? last - 1 : last;
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}

import { isBlankUnit } from "./blank.ts";
import { findPlaces } from "./cut-places.ts";
import { graphemeCutBefore, lastGraphemeCut } from "./grapheme-cut.ts";
import { clingsToWhatComesBefore } from "./marks.ts";
import type { PartRoom } from "./part-room.ts";
import { wholeSpans, type Span } from "./whole-spans.ts";

/** A part is at least this full when it is cut at a place that a reader likes. */
const LEAST_FULL = 1 / 3;

/**
 * The index at which to cut the part of `text` that has room for every unit before index `overflow`: after the part's
 * start, at most `overflow`. In order of liking: between paragraphs, lines, sentences, lines of code, words, characters;
 * the last place of a kind that leaves the part a third full. So a code block is only cut when what stands before it
 * fills less than that, a link or an address only when it is longer than a part. Looks at nothing after `overflow`.
 */
export function findCut(text: string, room: PartRoom, overflow: number): number {
  const { start } = room;
  const first = start + Math.max(1, Math.ceil((overflow - start) * LEAST_FULL));
  const places = findPlaces(text, room, first, overflow);
  if (places.paragraph !== undefined) return places.paragraph;
  if (places.line !== undefined) return places.line;

  const part = text.slice(start, overflow + 1);
  const spans = wholeSpans(part).map((span) => ({ start: start + span.start, end: start + span.end }));
  const tearsNothing = (index: number) => !spans.some((span) => isInside(span, index));
  const sentence = places.sentences.findLast(tearsNothing);
  if (sentence !== undefined) return sentence;
  if (places.codeLine !== undefined) return places.codeLine;
  const edges = spans.flatMap((span) => [span.start, span.end]);
  const word = Math.max(
    places.words.findLast(tearsNothing) ?? 0,
    ...edges.filter((edge) => edge >= first && edge <= overflow && tearsNothing(edge)),
  );
  if (word > 0) return word;

  const cut = keepMarks(text, start + lastGraphemeCut(part), first, start);
  const torn = spans.filter((span) => isInside(span, cut) && span.start > start);
  return torn.length > 0 ? Math.min(...torn.map((span) => span.start)) : cut;
}

function isInside(span: Span, index: number): boolean {
  return index > span.start && index < span.end;
}

/** `cut`, or if that would part marks such as a comma or a closing fence from what they belong to, a cut before both. */
function keepMarks(text: string, cut: number, first: number, start: number): number {
  let index = cut;
  while (isBlankUnit(text.charCodeAt(index))) index++;
  if (!clingsToWhatComesBefore(text, index)) return cut;
  index = cut;
  while (index > first && !isWord(text, index - 1)) index--;
  const earlier = start + graphemeCutBefore(text.slice(start, index), index - start);
  return index > first && earlier > start ? earlier : cut;
}

function isWord(text: string, index: number): boolean {
  return !isBlankUnit(text.charCodeAt(index)) && !clingsToWhatComesBefore(text, index);
}

import { lastGraphemeCut } from "../../../streaming/grapheme-cut.ts";
import { indexAt, letters } from "./passage-size.ts";

/** Not before what joins the character before it. */
const NO_MARK = "(?![\\p{M}\\u200d])";
const SENTENCE_END = new RegExp(
  `(?:[。！？…]{1,3}[」』”’）】》)\\]"']{0,3}\\s*|[.!?]{1,3}["'”’)\\]]{0,3}\\s+)${NO_MARK}`,
  "gu",
);
const WORD_END = new RegExp(`(?:\\s+|[，、；：])${NO_MARK}`, "gu");

/** A part that is cut between words is at least so full; else it is cut between characters. */
const LEAST_FULL = 1 / 3;

/**
 * The sentences of `line` with the blank space behind them, each at most `most` letters long: a longer one is cut between
 * words, a longer word between characters. A line that is not too long stays whole. Joined, they are `line`.
 */
export function* piecesOfLine(line: string, most: number): Generator<string> {
  if (letters(line) <= most) {
    yield line;
    return;
  }
  let start = 0;
  for (const { 0: mark, index } of line.matchAll(SENTENCE_END)) {
    yield* piecesOfSentence(line.slice(start, index + mark.length), most);
    start = index + mark.length;
  }
  if (start < line.length) yield* piecesOfSentence(line.slice(start), most);
}

function* piecesOfSentence(sentence: string, most: number): Generator<string> {
  let start = 0;
  while (sentence.length - start > most || letters(sentence.slice(start)) > most) {
    // A unit counts for one letter at least.
    const ahead = sentence.slice(start, start + Math.ceil(most) + 1);
    const end = start + wordCut(ahead, indexAt(ahead, most));
    yield sentence.slice(start, end);
    start = end;
  }
  yield sentence.slice(start);
}

function wordCut(text: string, full: number): number {
  let cut = 0;
  for (const { 0: mark, index } of text.matchAll(WORD_END)) {
    const end = index + mark.length;
    if (end <= full) cut = end;
  }
  return cut >= full * LEAST_FULL ? cut : lastGraphemeCut(text.slice(0, full + 1));
}

import { lastGraphemeCut } from "../../../streaming/grapheme-cut.ts";
import type { Block } from "./outline.ts";

/** UTF-16 units. A paragraph that is longer is given in several blocks. */
const MAX_PARAGRAPH = 16_384;

/** The paragraphs of a text that is given in pieces. */
export async function* plainTextBlocks(pieces: AsyncIterable<string>): AsyncGenerator<Block> {
  let rest = "";
  for await (const piece of pieces) {
    rest += piece;
    if (rest.length < MAX_PARAGRAPH) continue;
    const paragraphs = rest.split(/\n[^\S\n]*\n/);
    rest = paragraphs.pop() ?? "";
    for (const text of paragraphs) yield { kind: "text", text };
    while (rest.length >= MAX_PARAGRAPH) {
      const cut = longParagraphCut(rest);
      yield { kind: "text", text: rest.slice(0, cut) };
      rest = rest.slice(cut);
    }
  }
  for (const text of rest.split(/\n[^\S\n]*\n/)) yield { kind: "text", text };
}

/** Behind the last line, sentence or word of what one block can hold. */
function longParagraphCut(text: string): number {
  const full = text.slice(0, MAX_PARAGRAPH);
  const places = ["\n", "。", ". ", " "].map((mark) => full.lastIndexOf(mark) + mark.length);
  return places.find((place) => place > MAX_PARAGRAPH / 2) ?? lastGraphemeCut(full);
}

import type { Section } from "./section.ts";

/** What the readers make of a document, in its order. */
export type Block =
  /** The name that the document gives itself. Comes before all text, or not at all. */
  | { readonly kind: "title"; readonly text: string }
  /** `level` counts from 1 for the outermost; 0 is a title in the text. */
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  /** A paragraph, list, table or block of code, as text or Markdown. */
  | { readonly kind: "text"; readonly text: string };

interface Heading {
  readonly level: number;
  readonly text: string;
}

/** UTF-16 units. What stands below one heading and is longer is given in several sections, cut between blocks. */
const FULL_SECTION = 16_384;
const MAX_HEADING = 200;

/**
 * The text below each heading, in order. The outermost heading of a section is the document's title; where it gives none,
 * the first-level heading above the text, and else `fileTitle`.
 */
export async function* sectionsFrom(
  blocks: AsyncIterable<Block> | Iterable<Block>,
  fileTitle: string,
): AsyncGenerator<Section> {
  let title: string | undefined;
  let above: Heading[] = [];
  let texts: string[] = [];
  let length = 0;

  function* finished(): Generator<Section> {
    if (texts.length > 0) yield { heading: pathOf(title, above, fileTitle), text: texts.join("\n\n") };
    texts = [];
    length = 0;
  }

  for await (const block of blocks) {
    if (block.kind === "text") {
      const text = block.text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
      if (text === "") continue;
      texts.push(text);
      length += text.length;
      if (length >= FULL_SECTION) yield* finished();
      continue;
    }
    const text = inOneLine(block.text);
    if (text === "") continue;
    yield* finished();
    if (block.kind === "title") title = text;
    else above = [...above.filter(({ level }) => level < block.level), { level: block.level, text }];
  }
  yield* finished();
}

function pathOf(title: string | undefined, above: readonly Heading[], fileTitle: string): string[] {
  const headings = above.map(({ text }) => text);
  const [first] = above;
  const opensWithTitle = first !== undefined && first.level <= 1;
  if (title === undefined) return opensWithTitle ? headings : [fileTitle, ...headings];
  // Pages are often called by their heading and the name of the site.
  return opensWithTitle && title.includes(first.text) ? [title, ...headings.slice(1)] : [title, ...headings];
}

function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= MAX_HEADING ? line : `${line.slice(0, MAX_HEADING).toWellFormed().trimEnd()}…`;
}

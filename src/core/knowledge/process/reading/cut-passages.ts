import { letters, MAX_PASSAGE, SHORT_SECTION } from "./passage-size.ts";
import type { Section } from "./section.ts";
import { type Piece, piecesOf } from "./text-pieces.ts";

/** A piece of a document, before it has a place in the index. */
export interface PassageDraft {
  /**
   * The document's title and the headings above the passage, outermost first, joined by ` › `. Where it holds several short
   * sections, the last names them all, as in `Smoking · Cellar · Keys`; many of them by the first and the last, as in
   * `Aachen … Bonn`.
   */
  readonly heading: string;
  readonly text: string;
}

/** So many sections are named, within so many letters. */
const MAX_NAMES = 4;
const MAX_NAMES_LENGTH = 160;

/** Neighbouring sections that are one passage, or one section that may be several. */
interface Group {
  /** The headings above all of them. */
  readonly heading: readonly string[];
  readonly members: readonly Section[];
  readonly length: number;
}

/**
 * The passages of a document in its order, each at most {@link MAX_PASSAGE} letters long. A section is cut between its
 * blocks, into parts of about the same length; only a block too long for one passage is cut itself, a table with its head
 * repeated. Short sections next to each other go into one passage, since the words around it help to find one, each with
 * its own heading as a line before it. Every word is in a passage. Takes time linear in the length of the document.
 */
export async function* cutPassages(sections: AsyncIterable<Section>): AsyncGenerator<PassageDraft> {
  let group: Group | undefined;
  for await (const section of sections) {
    const alone = { heading: section.heading, members: [section], length: letters(section.text) };
    const together: Group | undefined = group === undefined ? alone : joined(group, alone);
    if (group !== undefined && together === undefined) yield* passagesOf(group);
    group = together ?? alone;
  }
  if (group !== undefined) yield* passagesOf(group);
}

/** Both as one passage; undefined when they are better apart. */
function joined(group: Group, next: Group): Group | undefined {
  if (group.length >= SHORT_SECTION || group.length + next.length > MAX_PASSAGE) return undefined;
  const heading = commonHeading(group, next.heading);
  if (heading === undefined) return undefined;
  const both = { heading, members: [...group.members, ...next.members] };
  const length = letters(textOf(both));
  return length <= MAX_PASSAGE ? { ...both, length } : undefined;
}

/** Where `next` belongs below or beside what is in the group, the heading above it all. */
function commonHeading(group: Group, next: readonly string[]): readonly string[] | undefined {
  const { heading, members } = group;
  if (next.length - heading.length <= 1 && startsWith(next, heading)) return heading;
  const parent = heading.slice(0, -1);
  const isSibling = members.length === 1 && next.length === heading.length && startsWith(next, parent);
  return isSibling && parent.length > 0 ? parent : undefined;
}

function startsWith(heading: readonly string[], start: readonly string[]): boolean {
  return start.every((text, index) => heading[index] === text);
}

function textOf({ heading, members }: Omit<Group, "length">): string {
  return members
    .map((member) => [...member.heading.slice(heading.length), member.text].join("\n"))
    .join("\n\n");
}

function* passagesOf(group: Group): Generator<PassageDraft> {
  const heading = headingOf(group).join(" › ");
  const texts = group.length <= MAX_PASSAGE ? [textOf(group)] : evenParts([...piecesOf(textOf(group))]);
  for (const text of texts) {
    const trimmed = text.replace(/^\n+/, "").trimEnd();
    if (trimmed !== "") yield { heading, text: trimmed };
  }
}

/** The headings above the group, and those of its sections where they hold most of it. */
function headingOf({ heading, members }: Group): readonly string[] {
  const below = members.filter((member) => member.heading.length > heading.length);
  if (lengthOf(below) * 2 < lengthOf(members)) return heading;
  return [...heading, namesOf([...new Set(below.flatMap((member) => member.heading.slice(heading.length)))])];
}

/** Several names as one. */
function namesOf(names: readonly string[]): string {
  const all = names.join(" · ");
  if (names.length <= MAX_NAMES && letters(all) <= MAX_NAMES_LENGTH) return all;
  return [...new Set([names.at(0), names.at(-1)])].join(" … ");
}

function lengthOf(sections: readonly Section[]): number {
  return sections.reduce((sum, { text }) => sum + letters(text), 0);
}

/** The pieces put together to passages that are about equally full, so that none is left with a few words. */
function evenParts(pieces: readonly Piece[]): string[] {
  const whole = pieces.reduce((sum, { gap, text }) => sum + gap.length + letters(text), 0);
  const aim = whole / Math.ceil(whole / MAX_PASSAGE);
  const parts: Piece[][] = [];
  let part: Piece[] = [];
  let length = 0;
  for (const piece of pieces) {
    const added = addedBy(piece, part.at(-1));
    const isFull = length + added + letters(piece.tail) > MAX_PASSAGE || length + added / 2 > aim;
    if (part.length > 0 && isFull) {
      parts.push(part);
      part = [];
      length = 0;
    }
    length += part.length === 0 ? addedBy(piece, undefined) : added;
    part.push(piece);
  }
  const last = parts.at(-1);
  if (last !== undefined && length < SHORT_SECTION && letters(assembled([...last, ...part])) <= MAX_PASSAGE) {
    last.push(...part);
  } else {
    parts.push(part);
  }
  return parts.map(assembled);
}

/** Letters, without the tail of the piece. */
function addedBy(piece: Piece, previous: Piece | undefined): number {
  return letters(joint(piece, previous)) + letters(piece.text);
}

function assembled(part: readonly Piece[]): string {
  const texts = part.map((piece, index) => joint(piece, part[index - 1]) + piece.text);
  return texts.join("") + (part.at(-1)?.tail ?? "");
}

function joint(piece: Piece, previous: Piece | undefined): string {
  if (previous === undefined) return piece.lead;
  return piece.gap === "\n\n" ? previous.tail + piece.gap + piece.lead : piece.gap;
}

import { type LineReading, readingsOf } from "./pdf-line-readings.ts";
import type { Line } from "./pdf-page-text.ts";

/** What stands on a page. */
export interface PageLines {
  /** Counts from 1. */
  readonly number: number;
  /** In the order in which the file holds them. */
  readonly lines: readonly Line[];
}

/** A page, and what may be no text of it. */
interface Page extends PageLines {
  readonly edges: readonly Edge[];
  /** Names of the edges that stand apart from the text. */
  readonly apart: ReadonlySet<string>;
}

/** A line at the top or the bottom of a page. */
interface Edge {
  readonly line: Line;
  readonly isApart: boolean;
  readonly readings: readonly LineReading[];
}

/** So many pages before and behind a page are looked at: titles change with the chapter, and from left pages to right ones. */
const AROUND = 6;
/** On so many of them it is no chance. */
const MANY_PAGES = 3;
/** So many lines at either end of a page may be no text of it. */
const EDGE_ROWS = 3;
/** How far from the text they are, in heights of a line and next to the usual distance of the page's lines. */
const APART = 2;
const FURTHER_THAN_USUAL = 1.4;
/** How much larger the letters of a heading are than those of the text. */
const LARGER = 1.15;
/** UTF-16 units; a longer line is text. */
const MAX_LENGTH = 200;

/**
 * The pages without what runs along at their top and bottom, such as a title or `Page 3 of 12`: lines apart from the text,
 * no larger than it, and on several pages near each other the same but for the number of the page. The first one stays
 * unless it is such a number alone, so that no word of the document is lost. Holds a few pages at a time.
 */
export async function* withoutRunningLines(pages: AsyncIterable<PageLines>): AsyncGenerator<PageLines> {
  const near: Page[] = [];
  const met = new Set<string>();
  let given = 0; // so many of those that are near

  function* next(): Generator<PageLines> {
    const page = near[given];
    if (page !== undefined) yield { number: page.number, lines: linesLeft(page, near, met) };
    if (given < AROUND) given++;
    else near.shift();
  }

  for await (const page of pages) {
    near.push(withEdges(page));
    if (near.length > given + AROUND) yield* next();
  }
  while (near.length > given) yield* next();
}

/** Notes in `met` what was met of it. */
function linesLeft({ lines, edges }: Page, near: readonly Page[], met: Set<string>): readonly Line[] {
  const left = new Set(lines);
  for (const { line, readings } of edges) {
    const running = readings.find(
      ({ name }) => near.filter(({ apart }) => apart.has(name)).length >= MANY_PAGES,
    );
    if (running === undefined) continue;
    if (running.isPageNumber || met.has(running.name)) left.delete(line);
    met.add(running.name);
  }
  return [...left];
}

function withEdges({ number, lines }: PageLines): Page {
  const rows = rowsOf(lines);
  const height = median(lines.map((line) => line.height));
  const edges = [...edgesFrom(rows), ...edgesFrom(rows.toReversed())];
  const apart = edges.flatMap(({ isApart, readings }) => (isApart ? readings : []));
  return { number, lines, edges, apart: new Set(apart.map(({ name }) => name)) };

  function edgesFrom(rows: readonly (readonly Line[])[]): readonly Edge[] {
    const gaps = gapsBetween(rows);
    const enough = Math.max(height * APART, median(gaps) * FURTHER_THAN_USUAL);
    const gap = gaps.slice(0, EDGE_ROWS).findIndex((one) => one > enough);
    return rows
      .slice(0, EDGE_ROWS)
      .flatMap((row, index) =>
        row
          .filter((line) => line.height <= height * LARGER && line.text.length <= MAX_LENGTH)
          .map((line) => ({ line, isApart: index <= gap, readings: readingsOf(line, number) })),
      );
  }
}

/** The lines from the top of the page to its bottom, those of one height together. */
function rowsOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const rows: Line[][] = [];
  for (const line of lines.toSorted((a, b) => b.bottom - a.bottom)) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (first !== undefined && first.bottom - line.bottom < line.height / 2) row?.push(line);
    else rows.push([line]);
  }
  return rows;
}

function gapsBetween(rows: readonly (readonly Line[])[]): readonly number[] {
  const places = rows.map(([first]) => first?.bottom ?? 0);
  return places.slice(1).map((place, index) => Math.abs(place - (places[index] ?? place)));
}

/** Of an even number the smaller one in the middle; 0 of none. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

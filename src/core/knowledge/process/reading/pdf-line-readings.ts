import type { Line } from "./pdf-page-text.ts";

/** A way to understand the numbers of a line at the edge of a page. */
export interface LineReading {
  /** The same on all pages on which the line runs along. */
  readonly name: string;
  /** Whether it says which page it is, and nothing else. */
  readonly isPageNumber: boolean;
}

/** What is said with the number of a page. More numbers than that are none of them. */
const PAGE_WORDS: ReadonlySet<string> = new Set(
  "page pages p of seite seiten s von 第 共 总 總 页 頁 页共 頁共 页总 頁總 页第 頁第".split(" "),
);
const MAX_NUMBERS = 3;
/** Between the title and the number of a page. */
const PART_END = /[|·•–—]|,?\s(?=(?:page|p\.|seite|第)\s?\d)/i;

/** The line of the page with that number as it stands, and with each number that may be the page's as one that counts. */
export function readingsOf(line: Line, page: number): readonly LineReading[] {
  const parts = line.parts
    .flatMap((part) => part.normalize("NFKC").split(PART_END))
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter((part) => part !== "");
  const isPageNumber = parts.every(isOfNumbers);
  const counting = parts.flatMap((part, at) =>
    countingIn(part, page).map((one) => ({ name: nameOf(parts.with(at, one)), isPageNumber })),
  );
  return [{ name: nameOf(parts), isPageNumber: false }, ...counting];
}

function nameOf(parts: readonly string[]): string {
  return parts.join(" | ");
}

/** Whether it says nothing but the number of a page, or of several. */
function isOfNumbers(part: string): boolean {
  const words = part.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.every((word) => PAGE_WORDS.has(word));
}

/** The part with each of its numbers told by how far it is from the number of the page; none when it says other things. */
function countingIn(part: string, page: number): readonly string[] {
  const numbers = [...part.matchAll(/\d+/g)];
  if (numbers.length > MAX_NUMBERS || !isOfNumbers(part)) return [];
  return numbers.map(({ 0: digits, index }) => {
    const offset = Number(digits) - page;
    return `${part.slice(0, index)}{page + ${offset}}${part.slice(index + digits.length)}`;
  });
}

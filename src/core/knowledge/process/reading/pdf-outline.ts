import type { getDocumentProxy } from "unpdf";

export type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
type OutlineItem = Awaited<ReturnType<PdfDocument["getOutline"]>>[number];

export interface OutlineHeading {
  /** Counts from 1 for the outermost. */
  readonly level: number;
  readonly text: string;
}

/** Nobody reads on beyond that, and each entry has to be looked up. */
const MAX_ENTRIES = 5000;
const MAX_LEVEL = 6;

/** The entries of the document's outline by the page, counted from 1, on which they begin. None where it is damaged. */
export async function outlineOf(pdf: PdfDocument): Promise<ReadonlyMap<number, readonly OutlineHeading[]>> {
  const byPage = new Map<number, OutlineHeading[]>();
  let entries = 0;

  async function add(items: readonly OutlineItem[], level: number): Promise<void> {
    for (const { dest, title, items: below } of items) {
      if (++entries > MAX_ENTRIES) return;
      const page = await pageOf(pdf, dest);
      if (page !== undefined) byPage.set(page, [...(byPage.get(page) ?? []), { level, text: title }]);
      if (level < MAX_LEVEL) await add(below, level + 1);
    }
  }

  try {
    // pdf.js gives null where there is none, whatever its types say.
    const outline: readonly OutlineItem[] | null = await pdf.getOutline();
    if (outline !== null) await add(outline, 1);
  } catch {
    // An outline helps to find a place; the text can be read without it.
  }
  return byPage;
}

async function pageOf(pdf: PdfDocument, dest: OutlineItem["dest"]): Promise<number | undefined> {
  const place: readonly unknown[] | null = typeof dest === "string" ? await pdf.getDestination(dest) : dest;
  const target = place?.[0];
  if (typeof target === "number") return target + 1;
  return isReference(target) ? (await pdf.getPageIndex(target)) + 1 : undefined;
}

function isReference(value: unknown): value is { num: number; gen: number } {
  return typeof value === "object" && value !== null && "num" in value && "gen" in value;
}

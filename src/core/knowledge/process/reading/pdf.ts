import type { FileHandle } from "node:fs/promises";
import type { Block } from "./outline.ts";
import { CharacterMaps } from "./pdf-character-maps.ts";
import { outlineOf, type PdfDocument } from "./pdf-outline.ts";
import { type Line, linesOf, paragraphsOf, type PlacedText } from "./pdf-page-text.ts";
import { type PageLines, withoutRunningLines } from "./pdf-running-lines.ts";
import { UnreadableDocument } from "./unreadable-document.ts";

/** Below whatever the outline says. The outline itself stands below the title, so it begins with the second level. */
const PAGE_LEVEL = 100;
/** Titles that a program wrote and nobody meant. */
const NO_TITLE =
  /^(?:untitled|document\d*|microsoft \w+ - .*|.*\.(?:docx?|rtf|indd|qxd|pptx?|xlsx?|pages|tex|pdf))$/i;

/**
 * The text of a PDF, page by page and a few of them at a time, without the titles and numbers that run along. Above it
 * stand the entries of the document's outline and the page, as in `p. 12`. Nothing is fetched, no script is run. Throws
 * {@link UnreadableDocument} when it needs a password, is damaged, or holds only pictures of text.
 */
export async function* pdfBlocks(file: FileHandle, signal: AbortSignal): AsyncGenerator<Block> {
  const pdf = await openPdf(await file.readFile({ signal }));
  try {
    const title = await titleOf(pdf);
    if (title !== undefined) yield { kind: "title", text: title };
    const outline = await outlineOf(pdf);
    let hasText = false;
    for await (const { number, lines } of withoutRunningLines(pagesOf(pdf, signal))) {
      for (const { level, text } of outline.get(number) ?? [])
        yield { kind: "heading", level: level + 1, text };
      const text = paragraphsOf(lines);
      if (text === "") continue;
      hasText = true;
      yield { kind: "heading", level: PAGE_LEVEL, text: `p. ${number}` };
      yield { kind: "text", text };
    }
    if (!hasText) {
      throw new UnreadableDocument(
        "unsupported",
        "It holds no text, only pictures: scanned pages cannot be read.",
      );
    }
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function openPdf(data: Uint8Array): Promise<PdfDocument> {
  // Only here: it is the largest of all libraries, and most folders hold other files.
  const { getResolvedPDFJS } = await import("unpdf");
  const { getDocument, VerbosityLevel } = await getResolvedPDFJS();
  const loading = getDocument({
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: true,
    useWorkerFetch: false,
    BinaryDataFactory: CharacterMaps,
    cMapPacked: false,
    useWasm: false,
    enableXfa: false,
  });
  try {
    return await loading.promise;
  } catch (error) {
    await loading.destroy();
    if (error instanceof Error && error.name === "PasswordException") {
      throw new UnreadableDocument("encrypted", "It opens with a password only.", { cause: error });
    }
    throw new UnreadableDocument("damaged", "It is no PDF, or damaged.", { cause: error });
  }
}

async function titleOf(pdf: PdfDocument): Promise<string | undefined> {
  try {
    const { info } = await pdf.getMetadata();
    const title: unknown = "Title" in info ? info.Title : undefined;
    return typeof title === "string" && title.trim() !== "" && !NO_TITLE.test(title.trim())
      ? title
      : undefined;
  } catch {
    return undefined; // it is only a name
  }
}

async function* pagesOf(pdf: PdfDocument, signal: AbortSignal): AsyncGenerator<PageLines> {
  for (let number = 1; number <= pdf.numPages; number++) {
    signal.throwIfAborted();
    yield { number, lines: await linesOfPage(pdf, number) };
  }
}

async function linesOfPage(pdf: PdfDocument, number: number): Promise<readonly Line[]> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const lines = [...linesOf(items.filter((item): item is PlacedText & typeof item => "str" in item))];
    page.cleanup();
    return lines;
  } catch (error) {
    throw new UnreadableDocument("damaged", `Page ${number} is damaged.`, { cause: error });
  }
}

import { type FileHandle, open, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { troubleCode } from "../../../database/trouble.ts";
import { csvBlocks } from "./csv.ts";
import { decodedText } from "./decoded-text.ts";
import { docxBlocks } from "./docx.ts";
import { htmlBlocks } from "./html.ts";
import { markdownBlocks } from "./markdown.ts";
import { type Block, sectionsFrom } from "./outline.ts";
import { pdfBlocks } from "./pdf.ts";
import { plainTextBlocks } from "./plain-text.ts";
import type { Section } from "./section.ts";
import { UnreadableDocument } from "./unreadable-document.ts";

export type { Section } from "./section.ts";
export { UnreadableDocument, type UnreadableDocumentCode } from "./unreadable-document.ts";

type Reader = (file: FileHandle, signal: AbortSignal) => AsyncIterable<Block>;

const MAX_BYTES = 100_000_000;
/** UTF-16 units of all that is read of one document: some 10,000 pages. */
const MAX_TEXT = 20_000_000;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [".md", readMarkdown],
  [".markdown", readMarkdown],
  [".txt", (file, signal) => plainTextBlocks(decodedText(file, signal))],
  [".html", readHtml],
  [".htm", readHtml],
  [".pdf", pdfBlocks],
  [".docx", docxBlocks],
  [".csv", (file, signal) => csvBlocks(decodedText(file, signal), signal)],
]);

/** The ends of the names of files that can be read, in lower case and with the dot. */
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set(READERS.keys());

/**
 * The text of the file at `path`, in its order; none when it is empty. The end of its name says how it is read. Holds a
 * part of the document at a time and reads no other file; nothing is fetched. Throws {@link UnreadableDocument}, also
 * after a part was given: then that part counts no more. Throws `signal.reason` on abort. What is not read to its end has
 * to be returned, as leaving a `for await` does.
 */
export async function* readDocument(path: string, signal: AbortSignal): AsyncGenerator<Section> {
  signal.throwIfAborted();
  const extension = extname(path);
  const reader = READERS.get(extension.toLowerCase());
  if (reader === undefined) {
    throw new UnreadableDocument(
      "unsupported",
      `Files that end in ${extension || "nothing"} cannot be read.`,
    );
  }
  const file = await openDocument(path);
  try {
    yield* sectionsFrom(bounded(reader(file, signal), signal), basename(path, extension));
  } catch (error) {
    signal.throwIfAborted();
    throw asUnreadable(error);
  } finally {
    await file.close();
  }
}

async function openDocument(path: string): Promise<FileHandle> {
  try {
    // Asked before it is opened: to open a pipe would wait for somebody to write into it.
    const found = await stat(path);
    if (!found.isFile()) throw new UnreadableDocument("unsupported", "It is no file.");
    if (found.size > MAX_BYTES) throw new UnreadableDocument("too-big", "It is larger than 100 MB.");
    return await open(path);
  } catch (error) {
    throw asUnreadable(error);
  }
}

async function* bounded(blocks: AsyncIterable<Block>, signal: AbortSignal): AsyncGenerator<Block> {
  let length = 0;
  for await (const block of blocks) {
    signal.throwIfAborted();
    length += block.text.length;
    if (length > MAX_TEXT) throw tooMuchText();
    yield block;
  }
}

async function* readMarkdown(file: FileHandle, signal: AbortSignal): AsyncGenerator<Block> {
  let markdown = "";
  for await (const piece of decodedText(file, signal)) {
    markdown += piece;
    if (markdown.length > MAX_TEXT) throw tooMuchText();
  }
  yield* markdownBlocks(markdown);
}

function readHtml(file: FileHandle, signal: AbortSignal): AsyncIterable<Block> {
  return htmlBlocks(decodedText(file, signal, declaredCharset));
}

function declaredCharset(html: string): string | undefined {
  return /<meta\s[^>]{0,200}charset\s*=\s*["']?([\w:.-]+)/i.exec(html)?.[1];
}

function tooMuchText(): UnreadableDocument {
  return new UnreadableDocument(
    "too-big",
    "It holds more text than is read of one document, some 10,000 pages.",
  );
}

function asUnreadable(error: unknown): UnreadableDocument {
  if (error instanceof UnreadableDocument) return error;
  switch (troubleCode(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return new UnreadableDocument("gone", "It is not there any more.", { cause: error });
    case "EACCES":
    case "EPERM":
      return new UnreadableDocument("gone", "The bot is not allowed to read it.", { cause: error });
    case "EIO":
      return new UnreadableDocument("damaged", "The disk reports a fault.", { cause: error });
    case undefined:
    default:
      return new UnreadableDocument("damaged", "It is damaged.", { cause: error });
  }
}

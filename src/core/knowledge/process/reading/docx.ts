import type { FileHandle } from "node:fs/promises";
import { createBlockWriter } from "./block-writer.ts";
import { createWordHandler } from "./docx-paragraphs.ts";
import { paragraphRoles } from "./docx-styles.ts";
import { createMarkupParser } from "./markup.ts";
import type { Block } from "./outline.ts";
import { UnreadableDocument } from "./unreadable-document.ts";
import { openZip, type Zip } from "./zip.ts";

const BODY = "word/document.xml";
/** In the order in which they are read. */
const PARTS = [BODY, "word/footnotes.xml", "word/endnotes.xml"];

const OLD_FORMAT = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/**
 * The text of a Word document, notes at its end. Read as a stream: a DOM of it would take some fifty times the room of its
 * XML. Pictures, links and what lies outside the file are not looked at. Throws {@link UnreadableDocument}.
 */
export async function* docxBlocks(file: FileHandle, signal: AbortSignal): AsyncGenerator<Block> {
  const zip = await openZip(file);
  if (zip?.has(BODY) !== true) throw await notWord(file);
  const roles = await paragraphRoles(xmlText(zip, "word/styles.xml", signal));
  const writer = createBlockWriter();
  for (const part of PARTS) {
    const parser = createMarkupParser(createWordHandler(writer, roles), { xml: true });
    for await (const piece of xmlText(zip, part, signal)) {
      parser.write(piece);
      yield* writer.taken();
    }
    parser.end();
    writer.end();
    yield* writer.taken();
  }
}

async function* xmlText(zip: Zip, name: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const bytes of zip.read(name, signal)) {
    signal.throwIfAborted();
    yield decoder.decode(bytes, { stream: true });
  }
}

/** Word keeps a document with a password in the container of its old format. */
async function notWord(file: FileHandle): Promise<UnreadableDocument> {
  const { buffer } = await file.read(Buffer.alloc(512), 0, 512, 0);
  if (!buffer.subarray(0, OLD_FORMAT.length).equals(OLD_FORMAT)) {
    return new UnreadableDocument("damaged", "It is no Word document, or damaged.");
  }
  const sectorBytes = 2 ** Math.min(buffer.readUInt16LE(30), 12);
  const directory = (buffer.readUInt32LE(48) + 1) * sectorBytes;
  const { buffer: names } = await file.read(Buffer.alloc(4096), 0, 4096, directory);
  return names.includes(Buffer.from("EncryptedPackage", "utf16le"))
    ? new UnreadableDocument("encrypted", "It opens with a password only.")
    : new UnreadableDocument("unsupported", "It is a Word document of the old format; save it as DOCX.");
}

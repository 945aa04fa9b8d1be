import type { FileHandle } from "node:fs/promises";
import { UnreadableDocument } from "./unreadable-document.ts";

const CHUNK_BYTES = 65_536;
const SAMPLE_BYTES = 65_536;

/**
 * The text of the file in pieces, without a byte order mark and with `\n` at the end of its lines. UTF-8, or UTF-16 with a
 * byte order mark; what is neither is read by `declared`, an encoding's name as it may stand in the file itself, and else
 * taken for Chinese (GB18030) or Western European (Windows-1252), whichever its bytes look like. Throws
 * {@link UnreadableDocument} when it is no text at all.
 */
export async function* decodedText(
  file: FileHandle,
  signal: AbortSignal,
  declared: (start: string) => string | undefined = () => undefined,
): AsyncGenerator<string> {
  const encoding = await encodingOf(file, signal, declared);
  const decoder = new TextDecoder(encoding);
  let cutLineEnd = "";
  for await (const bytes of bytesOf(file, signal)) {
    const text = cutLineEnd + decoder.decode(bytes, { stream: true });
    cutLineEnd = text.endsWith("\r") ? "\r" : "";
    yield withPlainLineEnds(text.slice(0, text.length - cutLineEnd.length));
  }
  yield withPlainLineEnds(cutLineEnd + decoder.decode());
}

/** The bytes of the file from its beginning, in pieces that are only good until the next one is asked for. */
export async function* bytesOf(file: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function encodingOf(
  file: FileHandle,
  signal: AbortSignal,
  declared: (start: string) => string | undefined,
): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
  const sample = buffer.subarray(0, bytesRead);
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf-16le";
  if (sample[0] === 0xfe && sample[1] === 0xff) return "utf-16be";
  if (sample.includes(0))
    throw new UnreadableDocument("damaged", "It is no text file, whatever its name says.");
  if (await isUtf8(file, signal)) return "utf-8";
  return (
    knownEncoding(declared(sample.toString("latin1"))) ?? (looksChinese(sample) ? "gb18030" : "windows-1252")
  );
}

async function isUtf8(file: FileHandle, signal: AbortSignal): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const bytes of bytesOf(file, signal)) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function knownEncoding(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const { encoding } = new TextDecoder(label);
    // It has been looked at already, and is not.
    return encoding.startsWith("utf-") ? undefined : encoding;
  } catch {
    return undefined; // no such encoding
  }
}

/** In Chinese text, bytes above ASCII come in rows; in European text, they stand alone between letters. */
function looksChinese(bytes: Buffer): boolean {
  let inRows = 0;
  let alone = 0;
  for (let index = 0; index < bytes.length;) {
    const start = index;
    while ((bytes[index] ?? 0) >= 0x80) index++;
    const row = index - start;
    if (row === 1) alone++;
    else if (row > 1) inRows += row;
    index++;
  }
  return inRows >= alone;
}

function withPlainLineEnds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { UnreadableDocument } from "./unreadable-document.ts";

/** The files of a ZIP archive. */
export interface Zip {
  has(name: string): boolean;
  /**
   * The bytes of the file `name` as they are unpacked, in pieces; none when there is no such file. Throws `too-big` when
   * they are more than 100 MB, whatever the archive says.
   */
  read(name: string, signal: AbortSignal): AsyncGenerator<Buffer>;
}

interface Entry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly size: number;
  readonly position: number;
}

const DIRECTORY_END = Buffer.from("PK\x05\x06", "latin1");
const DIRECTORY_END_BYTES = 22;
const MAX_COMMENT = 65_535;
const DIRECTORY_ENTRY = 0x02_01_4b_50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER = 0x04_03_4b_50;
const LOCAL_HEADER_BYTES = 30;
const MAX_DIRECTORY = 4_000_000;
const STORED = 0;
const DEFLATED = 8;

const CHUNK_BYTES = 65_536;
const MAX_UNPACKED = 100_000_000;

/** The archive in `file`; undefined when it is none. Throws `damaged` when its list of files cannot be read. */
export async function openZip(file: FileHandle): Promise<Zip | undefined> {
  const { size } = await file.stat();
  const tailStart = Math.max(0, size - DIRECTORY_END_BYTES - MAX_COMMENT);
  const tail = await bytesAt(file, tailStart, size - tailStart);
  const end = tail.lastIndexOf(DIRECTORY_END);
  if (end < 0 || tail.length - end < DIRECTORY_END_BYTES) return undefined;
  const directorySize = tail.readUInt32LE(end + 12);
  if (directorySize > MAX_DIRECTORY) throw damaged();
  const entries = entriesOf(await bytesAt(file, tail.readUInt32LE(end + 16), directorySize));

  async function* unpacked(entry: Entry, signal: AbortSignal): AsyncGenerator<Buffer> {
    const packed = packedBytes(file, entry);
    if (entry.method === STORED) {
      yield* packed;
      return;
    }
    const inflate = createInflateRaw();
    const fed = pipeline(Readable.from(packed), inflate, { signal }).catch(() => undefined);
    try {
      for await (const bytes of inflate) yield Buffer.from(bytes);
    } finally {
      inflate.destroy();
      await fed;
    }
  }

  return {
    has: (name) => entries.has(name),
    async *read(name, signal) {
      const entry = entries.get(name);
      if (entry === undefined) return;
      if (entry.isEncrypted) throw new UnreadableDocument("encrypted", "It opens with a password only.");
      if (entry.method !== STORED && entry.method !== DEFLATED) throw damaged();
      let length = 0;
      for await (const bytes of unpacked(entry, signal)) {
        length += bytes.length;
        if (length > MAX_UNPACKED)
          throw new UnreadableDocument("too-big", "It is far larger than its file says.");
        yield bytes;
      }
    },
  };
}

function entriesOf(directory: Buffer): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at + DIRECTORY_ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw damaged();
    const nameStart = at + DIRECTORY_ENTRY_BYTES;
    const nameEnd = nameStart + directory.readUInt16LE(at + 28);
    entries.set(directory.toString("utf8", nameStart, nameEnd), {
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      size: directory.readUInt32LE(at + 20),
      position: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function* packedBytes(file: FileHandle, { size, position }: Entry): AsyncGenerator<Buffer> {
  const header = await bytesAt(file, position, LOCAL_HEADER_BYTES);
  if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER) throw damaged();
  let from = position + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const end = from + size;
  while (from < end) {
    const bytes = await bytesAt(file, from, Math.min(CHUNK_BYTES, end - from));
    if (bytes.length === 0) throw damaged();
    from += bytes.length;
    yield bytes;
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(): UnreadableDocument {
  return new UnreadableDocument("damaged", "It is damaged, or was not copied to its end.");
}

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import type { Block } from "./outline.ts";
import { UnreadableDocument } from "./unreadable-document.ts";

/** UTF-16 units. Rows are given together until they are so long. */
const FULL_BLOCK = 8192;
const MAX_ROW = 1_000_000;
const DELIMITERS = [",", ";", "\t", "|"];

const rowSchema = z.array(z.string());

/**
 * The rows of a table, each a line that is understood by itself: `Name: Lantern; Price: 12`. The first row holds the names
 * of the columns. Columns are parted by commas, semicolons, tabs or bars, whichever the first row has most of.
 */
export async function* csvBlocks(pieces: AsyncIterator<string>, signal: AbortSignal): AsyncGenerator<Block> {
  const first = await pieces.next();
  if (first.done === true) return;
  const parser = parse({
    delimiter: delimiterOf(first.value),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_ROW,
  });
  // What fails is thrown by the reader of the rows; here it would be reported a second time, as nobody's.
  const fed = pipeline(Readable.from(continued(first.value, pieces)), parser, { signal }).catch(
    () => undefined,
  );
  try {
    yield* blocksOf(parser);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableDocument(
      "damaged",
      "Its rows cannot be told apart: a quotation mark may be missing.",
      {
        cause: error,
      },
    );
  } finally {
    parser.destroy();
    await fed;
  }
}

async function* continued(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* blocksOf(rows: AsyncIterable<unknown>): AsyncGenerator<Block> {
  let header: readonly string[] | undefined;
  let hasRows = false;
  let lines: string[] = [];
  let length = 0;
  for await (const row of rows) {
    const cells = rowSchema.parse(row).map(inOneLine);
    if (header === undefined) {
      header = cells;
      continue;
    }
    hasRows = true;
    const line = rowText(header, cells);
    if (line === "") continue;
    lines.push(line);
    length += line.length;
    if (length < FULL_BLOCK) continue;
    yield { kind: "text", text: lines.join("\n") };
    lines = [];
    length = 0;
  }
  const rest = hasRows ? lines : [(header ?? []).join("; ")];
  yield { kind: "text", text: rest.join("\n") };
}

function rowText(header: readonly string[], cells: readonly string[]): string {
  return cells
    .map((cell, index) => {
      const name = header[index] ?? "";
      return name === "" || cell === "" ? cell : `${name}: ${cell}`;
    })
    .filter((part) => part !== "")
    .join("; ");
}

function inOneLine(cell: string): string {
  return cell.replace(/\s+/g, " ").trim();
}

function delimiterOf(text: string): string {
  const [line = ""] = text
    .replace(/"(?:[^"]|"")*"/g, "")
    .trimStart()
    .split("\n", 1);
  const counts = DELIMITERS.map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.toSorted((one, other) => other.count - one.count)[0]?.mark ?? ",";
}

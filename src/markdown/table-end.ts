/** The first line of a table, and the one below it. */
const TABLE_HEAD = /^ *([^\n ][^\n]*)\n {0,3}((?:\| *)?:?-+:? *(?:\| *:?-+:? *)*(?:\| *)?)(?:\n|$)/;
/** Cells that a table may have beyond the length of its source. */
const SPARE_CELLS = 1000;

/**
 * Where the table that begins here has to end, found before marked reads all of it; undefined when none begins. Every row
 * is filled up to the width of the first, so a few long lines above many short ones would make millions of cells.
 */
export function tableEnd(source: string): number | undefined {
  const [head, header = "", rule = ""] = TABLE_HEAD.exec(source) ?? [];
  if (head === undefined || !/[|:]/.test(rule)) return undefined;
  const columns = columnsOf(rule);
  if (columnsOf(header) !== columns) return undefined;
  let room = SPARE_CELLS;
  let start = head.length;
  while (start < source.length) {
    const end = lineEnd(source, start);
    room += end - start - columns;
    if (end - start === 1 || room < 0) return start;
    start = end;
  }
  return source.length;
}

function lineEnd(source: string, start: number): number {
  const end = source.indexOf("\n", start) + 1;
  return end === 0 ? source.length : end;
}

function columnsOf(row: string): number {
  return row
    .replace(/\\[\\|]/g, "")
    .replace(/^ *\||\| *$/g, "")
    .split("|").length;
}

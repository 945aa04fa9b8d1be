/** UTF-16 units. A longer table is given in several, each with the first row of all. */
const FULL_TABLE = 8192;

/** The rows of a table as they come, made into Markdown. */
export interface TableText {
  /** Takes the next row. Gives what is ready: a table when it is full, or the text of a first row that has one cell only. */
  addRow(cells: readonly string[]): string | undefined;
  /** What is left; undefined when that is nothing. */
  end(): string | undefined;
}

export function createTableText(): TableText {
  let header: string | undefined;
  let rows: string[] = [];
  let length = 0;
  let columns = 0;
  let given = false;

  function take(header: string): string {
    const text = [header, `|${" --- |".repeat(columns)}`, ...rows].join("\n");
    rows = [];
    length = 0;
    given = true;
    return text;
  }

  return {
    addRow(cells) {
      if (cells.every((cell) => cell.trim() === "")) return undefined;
      // Whole pages are laid out as tables of one cell.
      if (header === undefined && cells.length === 1) return cells[0]?.trim();
      const line = `| ${cells.map(cellText).join(" | ")} |`;
      if (header === undefined) {
        header = line;
        columns = cells.length;
        return undefined;
      }
      rows.push(line);
      length += line.length;
      return length >= FULL_TABLE ? take(header) : undefined;
    },
    end() {
      return header !== undefined && (rows.length > 0 || !given) ? take(header) : undefined;
    },
  };
}

function cellText(cell: string): string {
  return cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
}

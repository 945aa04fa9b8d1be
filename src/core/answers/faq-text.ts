import { normalForm } from "../wording/normal-form.ts";

/** The largest file of answers that is read, in bytes: many times what people write by hand. */
export const MAX_FAQ_BYTES = 1024 * 1024;

/** An answer, and the ways in which its question is asked. */
export interface FaqEntry {
  readonly questions: readonly [string, ...string[]];
  /** Markdown, trimmed. */
  readonly answer: string;
}

/** Something in the file that cannot be used, and the number of its line, from 1. */
export interface FaqProblem {
  readonly line: number;
  readonly problem:
    "a question without an answer" | "a question that stands there twice" | "a heading without words";
}

/**
 * The answers of a `faq.md`, in their order: headings of the second level in a row are variants of one question, and what
 * stands below them is their answer, up to the next such heading or one of the first level. What stands before, or below
 * a heading of the first level, is a comment. Of two same questions the first one counts. Linear in its length.
 */
export function parseFaq(markdown: string): {
  entries: readonly FaqEntry[];
  problems: readonly FaqProblem[];
} {
  const entries: FaqEntry[] = [];
  const problems: FaqProblem[] = [];
  const known = new Set<string>();
  let headings: Heading[] = [];
  let lines: string[] = [];

  function endEntry(): void {
    const answer = trimLines(lines);
    const [first, ...variants] =
      answer === "" ? [] : headings.filter(isUsable).map((heading) => heading.text);
    if (first !== undefined) entries.push({ questions: [first, ...variants], answer });
    const lastLine = headings.at(-1)?.line;
    if (answer === "" && lastLine !== undefined) {
      problems.push({ line: lastLine, problem: "a question without an answer" });
    }
    headings = [];
    lines = [];
  }

  function isUsable({ text, line }: Heading): boolean {
    const normal = normalForm(text);
    const problem = normal === "" ? "a heading without words" : "a question that stands there twice";
    const usable = normal !== "" && !known.has(normal);
    if (!usable) problems.push({ line, problem });
    known.add(normal);
    return usable;
  }

  for (const { line, text, level, title } of linesOf(markdown)) {
    if (level === null) {
      if (headings.length > 0) lines.push(text);
      continue;
    }
    if (level === 1 || lines.some((one) => one.trim() !== "")) endEntry();
    lines = [];
    if (level === 2) headings.push({ text: title, line });
  }
  endEntry();
  return { entries, problems };
}

interface Heading {
  readonly text: string;
  readonly line: number;
}

interface Line {
  readonly line: number;
  readonly text: string;
  /** Of the first or second level; null for every other line, also in a block of code. */
  readonly level: 1 | 2 | null;
  readonly title: string;
}

const FENCE = /^ {0,3}(?<marks>`{3,}|~{3,})(?<info>.*)$/;
const HEADING = /^ {0,3}(?<marks>##?)(?:[ \t]+(?<title>.*))?$/;

function* linesOf(markdown: string): Generator<Line> {
  /** The marks that the block of code began with; null outside of one. */
  let fence: string | null = null;
  for (const [index, one] of markdown.split(/\r\n|\r|\n/).entries()) {
    const { marks = "", info = "" } = FENCE.exec(one)?.groups ?? {};
    const heading = fence === null ? HEADING.exec(one)?.groups : undefined;
    const level = heading === undefined ? null : heading["marks"] === "#" ? 1 : 2;
    const title = (heading?.["title"] ?? "")
      .trim()
      .replace(/(?:^|[ \t])#+$/, "")
      .trim();
    yield { line: index + 1, text: one, level, title };
    if (fence === null) fence = marks !== "" && !(marks.startsWith("`") && info.includes("`")) ? marks : null;
    else if (marks.startsWith(fence) && info.trim() === "") fence = null;
  }
}

function trimLines(lines: readonly string[]): string {
  const first = lines.findIndex((one) => one.trim() !== "");
  const last = lines.findLastIndex((one) => one.trim() !== "");
  return first === -1
    ? ""
    : lines
        .slice(first, last + 1)
        .join("\n")
        .trimEnd();
}

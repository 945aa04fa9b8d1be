import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { marked } from "marked";
import { z } from "zod";

/** A page of the documentation. */
export interface DocsPage {
  /** Below the repository's folder, with slashes. */
  readonly path: string;
  readonly headings: readonly Heading[];
  /** How many rows each table has. */
  readonly tables: readonly number[];
  /** Where its links and pictures lead, as they are written. */
  readonly links: readonly string[];
  /** Lines of its code blocks that somebody types, those that go on in the next line joined. */
  readonly typed: readonly string[];
  /** What stands in backticks. */
  readonly spans: readonly string[];
  /** Everything else that is said. */
  readonly prose: readonly string[];
}

export interface Heading {
  readonly depth: number;
  /** What a link names it by. */
  readonly anchor: string;
}

/** What of a token matters here; each kind has some of it. */
const tokenSchema = z.object({
  type: z.string(),
  text: z.string().default(""),
  href: z.string().default(""),
  lang: z.string().default(""),
  depth: z.number().default(0),
  rows: z.array(z.unknown()).default([]),
});

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Reads the page at `path`, below the repository's folder. */
export function readPage(path: string): DocsPage {
  const headings: Heading[] = [];
  const tables: number[] = [];
  const links: string[] = [];
  const typed: string[] = [];
  const spans: string[] = [];
  const prose: string[] = [];
  const take = (token: unknown) => {
    const { type, text, href, lang, depth, rows } = tokenSchema.parse(token);
    if (type === "heading") headings.push({ depth, anchor: anchorOf(text) });
    if (type === "table") tables.push(rows.length);
    if (type === "link" || type === "image") links.push(href);
    if (type === "code") typed.push(...typedIn(text, lang));
    if (type === "codespan") spans.push(text);
    if (type === "text") prose.push(text);
  };
  void marked.walkTokens(marked.lexer(readFileSync(`${ROOT}${path}`, "utf8")), take);
  return { path, headings, tables, links, typed, spans, prose };
}

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

/** Settings, addresses and files of other programs are shown in the same way, and nobody types them. */
function typedIn(code: string, language: string): string[] {
  const isFile = code.includes("{\n") && code.trimEnd().endsWith("}");
  if (isFile || !["", "sh", "bash", "console"].includes(language)) return [];
  return code
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[A-Z_]+=\S*$|^https:\/\/\S+$/.test(line));
}

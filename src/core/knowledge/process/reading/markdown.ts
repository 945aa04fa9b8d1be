import { type MarkedToken, parseBlocks } from "../../../../markdown/parse.ts";
import { sectionsOf } from "../../../../markdown/sections.ts";
import { htmlBlocks } from "./html.ts";
import type { Block } from "./outline.ts";

const FRONT_MATTER = /^---[^\S\n]*\n((?:.*\n)*?)(?:---|\.\.\.)[^\S\n]*(?:\n|$)/;
const MAX_FRONT_MATTER = 8192;
const MAX_HEADING = 1000;
/** Marks and tags; of what is escaped, the mark itself stays. */
const MARKS = /\\([!-/:-@[-`{-~])|<\/?[a-z][^>]*>|[*`]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/giu;

/** The headings and blocks of a Markdown document. Of what stands before it in front matter only the title counts. */
export async function* markdownBlocks(markdown: string): AsyncGenerator<Block> {
  const [frontMatter = "", settings = ""] = FRONT_MATTER.exec(markdown.slice(0, MAX_FRONT_MATTER)) ?? [];
  const [, title] = /^title:[^\S\n]*(["']?)(.+?)\1[^\S\n]*$/m.exec(settings)?.slice(1) ?? [];
  if (title !== undefined) yield { kind: "title", text: title };
  // Section by section: the tokens of a book take many times its own room.
  for (const section of sectionsOf(markdown.slice(frontMatter.length))) {
    for (const token of parseBlocks(section, { breaks: false })) yield* blocksOf(token);
  }
}

async function* blocksOf(token: MarkedToken): AsyncGenerator<Block> {
  if (token.type === "heading") {
    yield { kind: "heading", level: token.depth, text: plainText(token.text) };
  } else if (token.type === "html") {
    yield* htmlBlocks([token.raw]);
  } else if (token.type === "table") {
    yield { kind: "text", text: compact(token.raw) };
  } else if (token.type !== "hr" && token.type !== "def") {
    yield { kind: "text", text: token.raw };
  }
}

/** A table without what only lines up its columns. */
function compact(table: string): string {
  const [head = "", rule = "", ...rows] = table.split("\n").map((line) => line.replace(/[ \t]{2,}/g, " "));
  return [head, rule.replace(/-{4,}/g, "---"), ...rows].join("\n");
}

/** A heading without its marks, its tags and the addresses of its links. */
function plainText(heading: string): string {
  return heading
    .slice(0, MAX_HEADING)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(MARKS, "$1");
}

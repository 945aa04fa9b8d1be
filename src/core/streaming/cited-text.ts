import type { Cited } from "../chat.ts";

/**
 * The sentence that names an answer's documents, as Markdown of one line that shows it as it is. The files stand in it as
 * code: platforms make links of names such as `handbook.md`, calls of `@all.csv` and italics of `*new*.txt`. What else is in
 * it, as the headings of documents, formats nothing either.
 */
export function citedText({ sources, sentence }: Cited): string {
  const files = [...new Set(sources.map(({ file }) => inOneLine(file)))].toSorted(
    (a, b) => b.length - a.length, // a name may be the end of a longer one
  );
  const anyFile = new RegExp(`(${files.map(literally).join("|")})`);
  return inOneLine(sentence)
    .split(anyFile)
    .map((piece, index) => (index % 2 === 1 ? `\`${piece}\`` : unformatted(piece)))
    .join("");
}

/** Without backticks, which no two platforms read alike. */
function inOneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replaceAll("`", "'")
    .trim();
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** All that means something in Markdown, here or there; a colon begins an address. */
function unformatted(text: string): string {
  return text.replace(/[\\*_~|<>[\]()#&@]|:(?=\/\/)/g, String.raw`\$&`);
}

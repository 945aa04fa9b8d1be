/**
 * `markdown` that is still being written, with the marks of its last line closed that are open, so that half a bold word
 * does not show its asterisks first and jump when the other two come. Text inside a code block stays as it is.
 */
export function closeOpenMarks(markdown: string): string {
  const start = markdown.lastIndexOf("\n") + 1;
  const line = markdown.slice(start);
  if (line.trim() === "" || insideFence(markdown)) return markdown;
  if (/^\s*(?:[*+-]|\d{1,9}[.)]|[*_-]{2,})\s*$/.test(line)) return markdown.slice(0, start); // a list item or rule to come
  const unlinked = line.replace(/!?\[([^\][]*)(?:\](?:\([^()\s]*)?)?$/, "$1");
  return markdown.slice(0, start) + closeEmphasis(unlinked);
}

function closeEmphasis(line: string): string {
  const ticks = line.match(/`/g)?.length ?? 0;
  if (ticks % 2 === 1) return line.endsWith("`") ? line.slice(0, -1).trimEnd() : `${line}\``;
  const prose = line.replace(/`[^`]*`/g, "");
  const marks = prose.match(/\*\*/g)?.length ?? 0;
  if (/(^|[^*])\*$/.test(line) && marks % 2 === 1) return `${line}*`; // half of the closing pair
  if (marks % 2 === 0) return line;
  return line.endsWith("**") ? line.slice(0, -2).trimEnd() : `${line.trimEnd()}**`;
}

function insideFence(markdown: string): boolean {
  let fence: string | undefined;
  for (const [, marks = "", rest = ""] of markdown.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (fence === undefined) fence = marks;
    else if (marks.startsWith(fence) && rest.trim() === "") fence = undefined;
  }
  return fence !== undefined;
}

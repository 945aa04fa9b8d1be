/** Lines that open or close a block of code, also in quotes and lists. */
const FENCES = /^[ \t>]*(?:(?:[*+-]|\d{1,9}[.)]) +)?(`{3,}|~{3,})(.*)$/gm;
const HAS_FENCE = /`{3}|~{3}/;
/** A link whose address is still being written. */
const HALF_LINK = /!?\[([^\][\n]*)\]\([^()\s]*$/;

/**
 * `markdown` that may still be written, with what its last line leaves open closed: half a bold word would show its
 * asterisks until the others come. Code blocks stay as they are.
 */
export function closeOpenMarks(markdown: string): string {
  const start = markdown.lastIndexOf("\n") + 1;
  const line = markdown.slice(start);
  if (HAS_FENCE.test(line) || endsInFence(markdown)) return markdown;
  return markdown.slice(0, start) + closeLine(line);
}

function closeLine(line: string): string {
  const linked = line.replace(HALF_LINK, "$1");
  if (countOf(linked, /`/g) % 2 === 1) {
    return linked.endsWith("`") ? linked.slice(0, -1).trimEnd() : `${linked}\``;
  }
  const prose = linked.replace(/`[^`]*`/g, "");
  if (countOf(prose, /\*\*/g) % 2 === 0) return linked;
  if (/^[\s*]*\*\*$/.test(linked)) return linked; // a rule to come, or a bold word that has not begun
  if (/\s/.test(prose.charAt(prose.lastIndexOf("**") + 2))) return linked; // stands for itself, as in 2 ** 3
  if (linked.endsWith("**")) return linked.slice(0, -2).trimEnd();
  const half = /[^*]\*$/.test(linked); // the closing pair has begun
  return half ? `${linked}*` : `${linked.trimEnd()}**`;
}

function countOf(text: string, mark: RegExp): number {
  return text.match(mark)?.length ?? 0;
}

function endsInFence(markdown: string): boolean {
  let fence: string | undefined;
  for (const [, marks = "", rest = ""] of markdown.matchAll(FENCES)) {
    if (fence === undefined) {
      if (!marks.startsWith("`") || !rest.includes("`")) fence = marks;
    } else if (marks.startsWith(fence) && rest.trim() === "") {
      fence = undefined;
    }
  }
  return fence !== undefined;
}

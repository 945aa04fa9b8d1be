import { parse } from "dotenv";

/** How a value may be written, the plainest first. Not every way can hold every text. */
const WAYS: readonly ((value: string) => string)[] = [
  (value) => (/^[^\s"'`#$\\]*$/.test(value) ? value : `'${value}'`),
  (value) => `'${value}'`,
  (value) => `\`${value}\``,
  (value) => `"${value}"`,
  (value) => `"${value.replaceAll("\n", "\\n")}"`,
];

/**
 * The text of a `.env` with `changes` made to it: where a setting stands its value is replaced, a new one is added at the end, and
 * every other line stays as it is. Null when a value cannot be written into such a file.
 */
export function withSettings(text: string, changes: ReadonlyMap<string, string>): string | null {
  let edited = text;
  for (const [name, value] of changes) {
    const next = withSetting(edited, name, value);
    if (next === null) return null;
    edited = next;
  }
  return edited;
}

/** Whether a `.env` can hold `value`. */
export function canBeWritten(value: string): boolean {
  return withSetting("", "VALUE", value) !== null;
}

function withSetting(text: string, name: string, value: string): string | null {
  const wanted = { ...parse(text), [name]: value };
  for (const write of WAYS) {
    const written = write(value);
    // A file may be stranger than what is found here; what counts is how it will be read.
    const edited = [replaced(text, name, written), added(text, name, written)].find(
      (candidate) => candidate !== null && isSame(parse(candidate), wanted),
    );
    if (edited !== undefined && edited !== null) return edited;
  }
  return null;
}

/** Null when there is no such line. Of several, the last is the one that counts. */
function replaced(text: string, name: string, written: string): string | null {
  const value = `'(?:\\\\'|[^'])*'|"(?:\\\\"|[^"])*"|\`(?:\\\\\`|[^\`])*\`|[^#\\r\\n]*?(?=[ \\t]*(?:#|\\r|\\n|$))`;
  const line = new RegExp(`^([ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=)[ \\t]*(?:${value})`, "gm");
  const last = [...text.matchAll(line)].at(-1);
  if (last === undefined) return null;
  const [whole, head = ""] = last;
  return `${text.slice(0, last.index)}${head}${written}${text.slice(last.index + whole.length)}`;
}

function added(text: string, name: string, written: string): string {
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${gap}${name}=${written}\n`;
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}

import { speakerLabel } from "../speaker-label.ts";

/**
 * What the beginning of a line is: a name's label up to here and no further; no label, whatever follows; or `open`
 * while that depends on what follows.
 */
export type Reading = "label" | "open" | "none";

/** Tells whether a line begins with the label of one of some names, as `Ann: `, `**Ann:** ` or `**Ann**: `. */
export interface LabelReader {
  /** To be asked after each character of the line until it is no longer `open`; that comes after 46 UTF-16 units at most. */
  read(beginning: string): Reading;
  /** Whether `line`, when nothing follows it, is a label and nothing else. */
  isLabel(line: string): boolean;
}

/** Upper and lower case count as the same. Names are those of people, or labels already; empty ones match nothing. */
export function createLabelReader(names: readonly string[]): LabelReader {
  const written = names.map((name) => sameCase(speakerLabel(name))).filter((name) => name !== "");
  /** Blank space has to follow, or `note:x` and `http://` would be labels too. */
  const spaced = new Set(written.flatMap((name) => forms(name, ":")));
  /** Chinese text leaves no space after its colon. */
  const unspaced = new Set(written.flatMap((name) => forms(name, "\uFF1A")));
  const all = [...spaced, ...unspaced];

  return {
    read(beginning) {
      const line = sameCase(beginning);
      if (unspaced.has(line)) return "label";
      if (/\s$/.test(line) && spaced.has(line.slice(0, -1))) return "label";
      return all.some((label) => label.startsWith(line)) ? "open" : "none";
    },
    isLabel(line) {
      const label = sameCase(line);
      return spaced.has(label) || unspaced.has(label);
    },
  };
}

function forms(name: string, colon: string): string[] {
  return [`${name}${colon}`, `**${name}${colon}**`, `**${name}**${colon}`];
}

/** Letter by letter, so that the beginning of a name stays the beginning of it: in whole words some letters depend on the next. */
function sameCase(text: string): string {
  return Array.from(text, (letter) => letter.toUpperCase().toLowerCase()).join("");
}

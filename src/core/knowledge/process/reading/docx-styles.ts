import { createMarkupParser } from "./markup.ts";
import { attributeOf, localName } from "./xml-names.ts";

/** What a paragraph's style says about it: a heading's level, with 0 for the title, or part of a table of contents. */
export type ParagraphRole = number | "contents";

interface Style {
  name: string;
  level: number | undefined;
  parent: string | undefined;
}

const BODY_LEVEL = 9;
const MAX_PARENTS = 20;

/** The roles of the styles in `word/styles.xml` by the styles' ids; no entry for those of common text. */
export async function paragraphRoles(
  xml: AsyncIterable<string>,
): Promise<ReadonlyMap<string, ParagraphRole>> {
  const styles = new Map<string, Style>();
  let style: Style | undefined;
  const parser = createMarkupParser(
    {
      open(tag, attributes) {
        const name = localName(tag);
        const value = attributeOf(attributes, "val");
        if (name === "style") {
          style = { name: "", level: undefined, parent: undefined };
          styles.set(attributeOf(attributes, "styleId") ?? "", style);
        } else if (style !== undefined && value !== undefined) {
          if (name === "name") style.name = value.toLowerCase();
          else if (name === "basedOn") style.parent = value;
          else if (name === "outlineLvl") style.level = outlineLevel(value);
        }
      },
      text: () => undefined,
      close: () => undefined,
    },
    { xml: true },
  );
  for await (const piece of xml) parser.write(piece);
  parser.end();

  const roles = new Map<string, ParagraphRole>();
  for (const [id, style] of styles) {
    const role = roleOf(style, styles);
    if (role !== undefined) roles.set(id, role);
  }
  return roles;
}

/** The level of a heading by the outline level that Word counts from 0; undefined for text. */
export function outlineLevel(value: string): number | undefined {
  const level = Number.parseInt(value, 10);
  return level >= 0 && level < BODY_LEVEL ? level + 1 : undefined;
}

function roleOf(style: Style, styles: ReadonlyMap<string, Style>): ParagraphRole | undefined {
  let ancestor: Style | undefined = style;
  for (let step = 0; step < MAX_PARENTS && ancestor !== undefined; step++) {
    const { name, level, parent }: Style = ancestor;
    // Word keeps these names in English in every language.
    const [, number] = /^heading ([1-9])$/.exec(name) ?? [];
    if (number !== undefined) return Number(number);
    if (name === "title") return 0;
    if (/^toc \d$|^table of figures$/.test(name)) return "contents";
    if (level !== undefined) return level;
    ancestor = parent === undefined ? undefined : styles.get(parent);
  }
  return undefined;
}

import { morph } from "./morph.ts";
import { closeOpenMarks } from "./open-marks.ts";
import { parseBlocks, type MarkedToken } from "../../../../markdown/parse.ts";
import { renderBlock } from "./blocks.ts";
import { growCode } from "./code-block.ts";

/** Blocks at the end that more text may still change: a paragraph may turn out a table, a list go on after a blank line. */
const UNSETTLED_BLOCKS = 2;

/** Markdown that is shown while it is being written. */
export interface MarkdownView {
  /** Shows `markdown`, the newest state of a text that usually only grows. Costs as much as its last few blocks. */
  update(markdown: string): void;
  /** Shows `markdown` for good. */
  complete(markdown: string): void;
}

/** Shows Markdown in `container`, which it fills alone. */
export function createMarkdownView(container: HTMLElement): MarkdownView {
  /** The beginning whose blocks stand for good, and how many elements show it. */
  let settled = "";
  let settledElements = 0;

  /** Shows `token` in the place of `old`, if there is one, and says whether there is anything to see of it. */
  function put(old: Element | undefined, token: MarkedToken): boolean {
    if (old && token.type === "code" && growCode(old, token)) return true;
    const fresh = renderBlock(token);
    if (fresh === null) return false;
    if (!old) container.append(fresh);
    else if (token.type === "code") old.replaceWith(fresh);
    else morph(old, fresh);
    return true;
  }

  function renderFrom(markdown: string): void {
    let index = settledElements;
    const elementsAfter: { readonly end: number; readonly elements: number }[] = [];
    let end = 0;
    for (const token of parseBlocks(markdown, { breaks: true })) {
      end += token.raw.length;
      if (!put(container.children[index], token)) continue;
      index++;
      elementsAfter.push({ end, elements: index });
    }
    while (container.children.length > index) container.lastElementChild?.remove();

    const last = elementsAfter.at(-1 - UNSETTLED_BLOCKS);
    if (last && end === markdown.length) {
      settled += markdown.slice(0, last.end);
      settledElements = last.elements;
    }
  }

  function forget(): void {
    settled = "";
    settledElements = 0;
  }

  return {
    update(markdown) {
      const text = withPlainNewlines(markdown);
      if (!text.startsWith(settled)) forget();
      renderFrom(closeOpenMarks(text.slice(settled.length)));
    },
    complete(markdown) {
      // Once as a whole: a link may be defined far below the place where it is used.
      forget();
      renderFrom(withPlainNewlines(markdown));
    },
  };
}

function withPlainNewlines(markdown: string): string {
  return markdown.replace(/\r\n?/g, "\n");
}

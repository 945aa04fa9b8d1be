import { element } from "../dom.ts";
import { texts } from "../texts.ts";
import { renderCode } from "./code-block.ts";
import { renderInline } from "./inline.ts";
import { known, type MarkedToken, type Token, type Tokens } from "../../../../markdown/parse.ts";

/** One block of Markdown as an element; null for what is not seen, such as a blank line. */
export function renderBlock(token: MarkedToken): HTMLElement | null {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return renderHeading(token);
    case "code":
      return renderCode(token);
    case "list":
      return renderList(token);
    case "blockquote":
      return element("blockquote", {}, ...renderBlocks(token.tokens));
    case "table":
      return renderTable(token);
    case "hr":
      return element("hr");
    case "html":
      return element("p", { class: "literal" }, token.text.trimEnd());
    case "paragraph":
      return element("p", {}, ...renderInline(token.tokens));
    case "list_item":
      return element("li", {}, ...renderItem(token));
    case "br":
    case "checkbox":
    case "codespan":
    case "del":
    case "em":
    case "escape":
    case "image":
    case "link":
    case "strong":
    case "text":
      return element("p", {}, ...renderInline([token]));
  }
}

function renderBlocks(tokens: readonly Token[]): HTMLElement[] {
  return known(tokens).flatMap((token) => renderBlock(token) ?? []);
}

/** The page itself has the first two levels. */
function renderHeading({ depth, tokens }: Tokens.Heading): HTMLElement {
  const levels = ["h3", "h4", "h5", "h6"] as const;
  return element(levels[depth - 1] ?? "h6", {}, ...renderInline(tokens));
}

function renderList(list: Tokens.List): HTMLElement {
  const items = list.items.map((item) => element("li", {}, ...renderItem(item)));
  if (!list.ordered) return element("ul", {}, ...items);
  return element("ol", { start: String(list.start) }, ...items);
}

function renderItem({ tokens, loose }: Tokens.ListItem): Node[] {
  return known(tokens).flatMap((token): Node[] => {
    const isLine = token.type === "text" || token.type === "checkbox";
    if (isLine && !loose) return renderInline([token]);
    const block = renderBlock(token);
    return block ? [block] : [];
  });
}

/** In a frame of its own that scrolls sideways, so that the page never does. */
function renderTable({ header, rows }: Tokens.Table): HTMLElement {
  const row = (cells: readonly Tokens.TableCell[], tag: "th" | "td") =>
    element(
      "tr",
      {},
      ...cells.map(({ align, tokens }) =>
        element(tag, align ? { class: `align-${align}` } : {}, ...renderInline(tokens)),
      ),
    );
  const table = element(
    "table",
    {},
    element("thead", {}, row(header, "th")),
    element("tbody", {}, ...rows.map((cells) => row(cells, "td"))),
  );
  return element("div", { class: "table", tabindex: "0", role: "region", "aria-label": texts.table }, table);
}

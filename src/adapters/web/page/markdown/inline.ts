import { element } from "../dom.ts";
import { decodeEntities } from "./entities.ts";
import { known, type Token } from "../../../../markdown/parse.ts";
import { safeHref } from "./safe-href.ts";

/** What stands inside a line of Markdown, as nodes of a short list of harmless elements. Markup in it stays text. */
export function renderInline(tokens: readonly Token[]): Node[] {
  return known(tokens).flatMap((token): Node[] => {
    switch (token.type) {
      case "text":
        return token.tokens ? renderInline(token.tokens) : [new Text(decodeEntities(token.text))];
      case "escape":
        return [new Text(token.text)];
      case "strong":
      case "em":
      case "del":
        return [element(token.type, {}, ...renderInline(token.tokens))];
      case "codespan":
        return [element("code", {}, token.text)];
      case "br":
        return [element("br")];
      case "checkbox":
        return [element("span", { class: "task" }, token.checked ? "☑ " : "☐ ")];
      case "link":
        return [
          renderLink(token.autolink ? token.href : decodeEntities(token.href), renderInline(token.tokens)),
        ];
      case "image":
        // Loading it would tell its server who reads here, and when.
        return [renderLink(decodeEntities(token.href), [new Text(decodeEntities(token.text) || token.href)])];
      case "html":
        return [/^<br\s*\/?>$/i.test(token.text) ? element("br") : new Text(token.text)];
      case "paragraph":
        return renderInline(token.tokens);
      case "blockquote":
      case "code":
      case "def":
      case "heading":
      case "hr":
      case "list":
      case "list_item":
      case "space":
      case "table":
        return [new Text(token.raw)]; // never inside a line; nothing is lost if it should be
    }
  });
}

/** A link that opens elsewhere and tells nothing about this page; its plain content where the address is not safe. */
function renderLink(href: string, content: readonly Node[]): Node {
  const safe = safeHref(href);
  if (safe === null) return element("span", {}, ...content);
  return element("a", { href: safe, title: safe, rel: "noopener noreferrer", target: "_blank" }, ...content);
}

import type { Tokens } from "../../../../markdown/parse.ts";
import { drawIcon, element } from "../dom.ts";
import { texts } from "../texts.ts";
import { tokensOf } from "./highlight.ts";
import { morph } from "./morph.ts";

/** What a block shows, so that more of it costs only what is new. */
interface Shown {
  readonly language: string;
  readonly code: HTMLElement;
  text: string;
  /** As much of the text as can no longer change its colours, and how many nodes show it. */
  settled: number;
  settledNodes: number;
}

const shownBy = new WeakMap<Element, Shown>();

/** The copy button carries no listener of its own: whoever holds the text listens for clicks on `[data-copy]`. */
export function renderCode(token: Tokens.Code): HTMLElement {
  const language = languageOf(token);
  const copy = element(
    "button",
    { type: "button", class: "quiet", "data-copy": "" },
    drawIcon("copy"),
    texts.copy,
  );
  const code = element("code");
  const figure = element(
    "figure",
    { class: "code" },
    element("figcaption", {}, element("span", {}, language), copy),
    element("pre", { tabindex: "0", "aria-label": language || texts.code }, code),
  );
  const shown: Shown = { language, code, text: "", settled: 0, settledNodes: 0 };
  shownBy.set(figure, shown);
  grow(shown, token.text);
  return figure;
}

/** Makes `block` show `token`, if it is a block of code whose text that only continues; else says that it is not. */
export function growCode(block: Element, token: Tokens.Code): boolean {
  const shown = shownBy.get(block);
  if (!shown || shown.language !== languageOf(token) || !token.text.startsWith(shown.text)) return false;
  if (token.text !== shown.text) grow(shown, token.text);
  return true;
}

function grow(shown: Shown, text: string): void {
  const { code, language } = shown;
  const old = [...code.childNodes].slice(shown.settledNodes);
  let end = shown.settled;
  let nodes = shown.settledNodes;

  /** What stands already is changed and not replaced, so that a selection in it survives. */
  function put(fresh: Node): void {
    const stands = old.shift();
    if (stands) morph(stands, fresh);
    else code.append(fresh);
    nodes++;
  }

  for (const { kind, text: piece } of tokensOf(text.slice(shown.settled), language)) {
    const line = kind === "plain" ? piece.lastIndexOf("\n") + 1 : 0;
    if (line > 0) {
      // No colour depends on what stands before a line, unless a comment or a string goes over several.
      put(new Text(piece.slice(0, line)));
      shown.settled = end + line;
      shown.settledNodes = nodes;
    }
    const rest = piece.slice(line);
    if (kind !== "plain") put(element("span", { class: `code-${kind}` }, rest));
    else if (rest !== "") put(new Text(rest));
    end += piece.length;
  }
  for (const leftOver of old) leftOver.remove();
  shown.text = text;
}

function languageOf({ lang }: Tokens.Code): string {
  return /^[\w+#.-]{1,24}/.exec(lang ?? "")?.[0] ?? "";
}

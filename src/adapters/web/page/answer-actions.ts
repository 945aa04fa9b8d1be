import type { Done } from "./ask.ts";
import { drawIcon, element, iconButton } from "./dom.ts";
import { figuresInFull, figuresInShort } from "./figures.ts";
import { texts } from "./texts.ts";

/** Those that cost the model nothing, and say so by nothing. */
const WITHOUT_FIGURES: ReadonlySet<string | undefined> = new Set(["pinned", "declined"]);

export interface ActionOptions {
  readonly copy: boolean;
  readonly retry: boolean;
  /** Absent for an answer from the history, of which no figures are known. */
  readonly done?: Done | undefined;
  readonly onRetry: () => void;
  readonly onResize: () => void;
}

/** What can be done with an answer, and what it cost: in short, and in full on demand. */
export function createActions({ copy, retry, done, onRetry, onResize }: ActionOptions): HTMLElement[] {
  const actions = element("div", { class: "actions" });
  if (copy) {
    const button = iconButton("copy", texts.copy, () => undefined);
    button.dataset["copy"] = ""; // whoever holds the text listens
    actions.append(button);
  }
  if (retry) {
    const button = iconButton("retry", texts.retry, onRetry);
    button.classList.add("retry");
    actions.append(button);
  }
  if (!done || WITHOUT_FIGURES.has(done.origin)) return [actions];

  const full = element("dl", { class: "all-figures" });
  full.hidden = true;
  const toggle = element(
    "button",
    { type: "button", class: "quiet figures", "aria-expanded": "false", title: texts.figures },
    ...(done.origin === "stored" ? [drawIcon("stored")] : []),
    figuresInShort(done),
  );
  toggle.addEventListener("click", () => {
    full.hidden = !full.hidden;
    full.replaceChildren(
      ...figuresInFull(done).map(([name, value]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, value)),
      ),
    );
    toggle.setAttribute("aria-expanded", String(!full.hidden));
    onResize();
  });
  actions.append(toggle);
  return [actions, full];
}

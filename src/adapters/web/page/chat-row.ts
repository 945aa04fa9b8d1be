import type { Hit } from "./archive.ts";
import { bareButton, element, isComposing } from "./dom.ts";
import { texts } from "./texts.ts";

export interface RowEvents {
  readonly onOpen: () => void;
  readonly onMore: (button: HTMLElement) => void;
}

/** One conversation in the side bar, with what a search has found in it. */
export function createChatRow({ chat, excerpt }: Hit, isCurrent: boolean, events: RowEvents): HTMLElement {
  const title = element("span", { class: "row-title", dir: "auto" }, chat.title);
  const open = element("button", { type: "button", class: "row-open", title: chat.title }, title);
  if (isCurrent) open.setAttribute("aria-current", "page");
  if (excerpt) {
    const { before, match, after } = excerpt;
    open.append(element("span", { class: "row-excerpt" }, before, element("mark", {}, match), after));
  }
  open.addEventListener("click", events.onOpen);
  const more = bareButton("more", texts.more(chat.title), () => events.onMore(more));
  more.setAttribute("aria-haspopup", "menu");
  const row = element("li", { class: "row" }, open, more);
  row.dataset["chat"] = chat.name;
  return row;
}

/** Turns a row into a field for its title. `onDone` hears the new title, or null when it stays; then the row is to be drawn anew. */
export function renameInRow(row: HTMLElement, title: string, onDone: (title: string | null) => void): void {
  const field = element("input", { class: "row-rename", "aria-label": texts.title, maxlength: "80" });
  let done = false;

  function finish(next: string | null): void {
    if (done) return; // taking the field away makes it lose the focus
    done = true;
    onDone(next);
  }

  field.value = title;
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape") event.preventDefault(); // which else stops an answer
    if (event.key === "Escape") finish(null);
    if (event.key === "Enter") finish(field.value);
  });
  field.addEventListener("blur", () => finish(field.value));
  row.replaceChildren(field);
  field.select();
  field.focus();
}

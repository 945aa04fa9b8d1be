import { isComposing } from "./dom.ts";

export interface KeyEvents {
  /** Ctrl or Cmd and K. */
  readonly onSearch: () => void;
  /** Escape, where nothing nearer to the focus has taken it. */
  readonly onEscape: () => void;
}

/** Listens for the keys that work everywhere on the page. */
export function listenForKeys({ onSearch, onEscape }: KeyEvents): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event)) return;
    if (document.querySelector("dialog[open], [popover]:popover-open")) return; // the browser itself closes those
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (key === "k" && (ctrlKey || metaKey) && !shiftKey && !altKey) {
      event.preventDefault();
      onSearch();
    }
    if (key === "Escape") onEscape();
  });
}

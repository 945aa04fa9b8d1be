import { drawIcon, element, type IconName } from "./dom.ts";

const GAP = 4;

export interface MenuEntry {
  readonly icon: IconName;
  readonly label: string;
  readonly onChoose: () => void;
}

/** Opens a menu of `entries` at `anchor`, to whose button the focus returns. A click elsewhere or Escape closes it. */
export type OpenMenu = (anchor: HTMLElement, entries: readonly MenuEntry[]) => void;

/** Shows menus in `popover`, one at a time. */
export function createMenu(popover: HTMLElement): OpenMenu {
  let owner: HTMLElement | undefined;

  function place(anchor: HTMLElement): void {
    const { left, right, top, bottom } = anchor.getBoundingClientRect();
    const { width, height } = popover.getBoundingClientRect();
    const below = bottom + GAP + height < window.innerHeight;
    popover.style.top = `${below ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`;
    popover.style.left = `${left + width + GAP < window.innerWidth ? left : Math.max(GAP, right - width)}px`;
  }

  function items(): HTMLElement[] {
    return [...popover.querySelectorAll("button")];
  }

  popover.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = items();
    const index = all.findIndex((one) => one === document.activeElement);
    all.at((index + step) % all.length)?.focus();
  });
  popover.addEventListener("toggle", ({ newState }) => {
    owner?.setAttribute("aria-expanded", String(newState === "open"));
  });

  return (anchor, entries) => {
    owner = anchor;
    popover.replaceChildren(
      ...entries.map(({ icon, label, onChoose }) => {
        const item = element("button", { type: "button", role: "menuitem" }, drawIcon(icon), label);
        item.addEventListener("click", () => {
          popover.hidePopover();
          onChoose();
        });
        return item;
      }),
    );
    popover.showPopover();
    place(anchor);
    items()[0]?.focus();
  };
}

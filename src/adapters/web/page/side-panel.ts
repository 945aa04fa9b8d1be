import { byId, dressButton } from "./dom.ts";
import { changePreferences, readPreferences } from "./preferences.ts";
import { texts } from "./texts.ts";

/** The side bar's frame: beside the conversation where there is room, over it as a drawer where there is not. */
export interface SidePanel {
  open(): void;
  /** Closes it if it is a drawer, and says whether one was open. */
  closeDrawer(): boolean;
}

export function createSidePanel(): SidePanel {
  const side = byId("side", HTMLElement);
  const main = byId("main", HTMLElement);
  const scrim = byId("scrim", HTMLElement);
  const opener = byId("open-side", HTMLButtonElement);
  const closer = byId("close-side", HTMLButtonElement);
  const narrow = matchMedia("(width < 52rem)");
  let open = false;

  side.setAttribute("aria-label", texts.conversations);
  dressButton(opener, "side", texts.openSide);
  dressButton(closer, "side", texts.closeSide);

  function show(next: boolean): void {
    open = next;
    const drawer = open && narrow.matches;
    document.body.classList.toggle("side-open", open);
    side.inert = !open;
    main.inert = drawer; // what lies below a drawer is not to be reached by the keyboard
    scrim.hidden = !drawer;
    opener.setAttribute("aria-expanded", String(open));
  }

  /** By a person's wish, which is remembered where the side bar takes nothing else's place. */
  function choose(next: boolean): void {
    show(next);
    if (!narrow.matches) changePreferences({ sideOpen: next });
  }

  function closeDrawer(): boolean {
    if (!open || !narrow.matches) return false;
    show(false);
    return true;
  }

  opener.addEventListener("click", () => {
    choose(true);
    closer.focus();
  });
  closer.addEventListener("click", () => {
    choose(false);
    opener.focus();
  });
  scrim.addEventListener("click", () => void closeDrawer());
  narrow.addEventListener("change", () => show(!narrow.matches && readPreferences().sideOpen));
  show(!narrow.matches && readPreferences().sideOpen);

  return {
    open: () => {
      if (!open) choose(true);
    },
    closeDrawer,
  };
}

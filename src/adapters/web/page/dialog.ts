import { bareButton, element } from "./dom.ts";
import { texts } from "./texts.ts";

/** A sheet over the page, which rests while it is open. Escape and its button close it; the focus goes back to where it was. */
export interface Dialog {
  /** Opens it, or shows something else in it. */
  show(heading: DialogHeading, ...content: readonly (Node | string)[]): void;
  isOpen(): boolean;
  close(): void;
}

export interface DialogHeading {
  readonly title: string;
  /** Below the title, in smaller letters. */
  readonly subtitle?: string;
}

/** `onLeave` hears that it was closed, in whichever way. `closesOutside`: also by a click beside it. */
export function createDialog(
  id: string,
  {
    closesOutside = false,
    onLeave = () => undefined,
  }: { closesOutside?: boolean; onLeave?: () => void } = {},
): Dialog {
  const title = element("h2", { id: `${id}-title` });
  const subtitle = element("p", { class: "subtitle" });
  const closer = bareButton("close", texts.close, () => sheet.close());
  const body = element("div", { class: "sheet-body", tabindex: "0", autofocus: "" });
  const sheet = element(
    "dialog",
    { id, class: "sheet", "aria-labelledby": title.id },
    element("header", {}, element("div", {}, title, subtitle), closer),
    body,
  );
  sheet.addEventListener("close", onLeave);
  sheet.addEventListener("click", ({ target }) => {
    if (closesOutside && target === sheet) sheet.close(); // what is in it covers all of it
  });
  document.body.append(sheet);

  return {
    show(heading, ...content) {
      title.textContent = heading.title;
      subtitle.textContent = heading.subtitle ?? "";
      body.replaceChildren(...content);
      body.scrollTop = 0;
      if (!sheet.open) sheet.showModal();
    },
    isOpen: () => sheet.open,
    close: () => sheet.close(),
  };
}

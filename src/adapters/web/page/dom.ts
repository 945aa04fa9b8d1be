interface Attributes {
  readonly [name: string]: string;
}

/** A new element with `attributes` and `children`; strings become text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** The element of the page that carries `id`. Throws when the page has none of that kind, which is a fault of ours. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${kind.name} #${id}.`);
  return found;
}

/** A quiet button with a drawn icon before its label. */
export function iconButton(icon: IconName, label: string, onClick: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", class: "quiet" }, drawIcon(icon), label);
  button.addEventListener("click", onClick);
  return button;
}

/** A quiet button that is only an icon; `label` is its name and its tooltip. */
export function bareButton(icon: IconName, label: string, onClick: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", class: "quiet bare" });
  dressButton(button, icon, label);
  button.addEventListener("click", onClick);
  return button;
}

/** Gives a button of the page's own its icon, name and tooltip. */
export function dressButton(button: HTMLButtonElement, icon: IconName, label: string): void {
  button.replaceChildren(drawIcon(icon));
  button.setAttribute("aria-label", label);
  button.title = label;
}

/** The key only helps to compose a character. (Safari ends a composition before the key that ended it; only that key's old code tells.) */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

const ICON_PATHS = {
  copy: "M9 9h10v11H9zM5 15V4h10",
  retry: "M19 5v5h-5M19 10a7.5 7.5 0 1 0 .5 5",
  send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
  stop: "M7 7h10v10H7z",
  add: "M12 5v14M5 12h14",
  delete: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  check: "M5 12.5 10 17.5 19.5 7",
  edit: "M5 19h4L19.5 8.5l-4-4L5 15zM13 7l4 4",
  side: "M4 5h16v14H4zM9.5 5v14",
  search: "M15.5 15.5 20 20M17.5 10.5a7 7 0 1 1-14 0 7 7 0 0 1 14 0",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  export: "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 20h14",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  light:
    "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  dark: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10",
  leave: "M14 4H5v16h9M10 12h10M16.5 8.5 20 12l-3.5 3.5",
  close: "M6 6l12 12M18 6 6 18",
  settings: "M4 7h9M19 7h1M16 4.5v5M4 17h1M11 17h9M8 14.5v5",
  document: "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6",
  stored: "M13 3 5.5 13.5H11L10 21l8-11h-5.5z",
  status: "M3.5 12.5H8l2.5-7 4 13 2.5-6h3.5",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
} as const;

export type IconName = keyof typeof ICON_PATHS;

/** A line drawing in the colour of the text around it, silent to screen readers. */
export function drawIcon(name: IconName): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", ICON_PATHS[name]);
  svg.append(path);
  return svg;
}

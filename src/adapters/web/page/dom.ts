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

const ICON_PATHS = {
  copy: "M9 9h10v11H9zM5 15V4h10",
  retry: "M19 5v5h-5M19 10a7.5 7.5 0 1 0 .5 5",
  send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
  stop: "M7 7h10v10H7z",
  add: "M12 5v14M5 12h14",
  forget: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
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

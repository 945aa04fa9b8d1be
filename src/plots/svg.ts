/** A piece of SVG, as text. */
export type Svg = string;

/** One element. Numbers are rounded to hundredths; `children` are elements or {@link escaped} text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Svg[]
): Svg {
  const written = Object.entries(attributes).map(
    ([key, value]) =>
      ` ${key}="${typeof value === "number" ? String(Number(value.toFixed(2))) : escaped(value)}"`,
  );
  const open = `<${name}${written.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

/** Text as markup can hold it, in and between tags. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Words in a plot; `anchor` says which part of them stands at `x`. */
export function words(
  x: number,
  y: number,
  text: string,
  style: { readonly anchor?: "start" | "middle" | "end"; readonly class?: string } = {},
): Svg {
  const { anchor = "start", class: name = "words" } = style;
  return element("text", { x, y, "text-anchor": anchor, class: name }, escaped(text));
}

/** A whole plot in its own units, which the page scales; `label` is what a reader who cannot see it hears. */
export function plot(width: number, height: number, label: string, ...children: readonly Svg[]): Svg {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": label,
    },
    ...children,
  );
}

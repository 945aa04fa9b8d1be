import type { Source } from "./ask.ts";
import { drawIcon, element } from "./dom.ts";
import { texts } from "./texts.ts";

/** The places in the documents that an answer came from, as links. */
export function createSources(
  sources: readonly Source[],
  onOpen: (source: Source) => void,
): readonly HTMLElement[] {
  if (sources.length === 0) return [];
  const links = sources.map((source) => {
    const name = element("bdi", {}, sourceName(source));
    const link = element("button", { type: "button", class: "quiet source" }, drawIcon("document"), name);
    link.title = sourceName(source);
    link.addEventListener("click", () => onOpen(source));
    return element("li", {}, link);
  });
  return [element("ul", { class: "sources", "aria-label": texts.sources }, ...links)];
}

/** Such as `guide.md › Opening hours`. */
function sourceName({ file, heading }: Source): string {
  return heading === "" ? file : `${file} › ${heading}`;
}

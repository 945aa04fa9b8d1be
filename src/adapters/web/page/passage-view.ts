import { fetchPassage, type Passage } from "./api.ts";
import type { Source } from "./ask.ts";
import { createDialog } from "./dialog.ts";
import { element } from "./dom.ts";
import { createMarkdownView } from "./markdown/view.ts";
import { texts } from "./texts.ts";

/** What is read from other kinds of files has no marks; what looks like some is part of its words. */
const HAS_MARKS = /\.(?:md|markdown|mdx?|html?|docx)$/i;

/** Shows the words of a document that an answer in `channel` came from. */
export type ShowPassage = (channel: string, source: Source) => Promise<void>;

export function createPassageView(): ShowPassage {
  const dialog = createDialog("passage", { closesOutside: true });
  /** The one that was asked for last. */
  let wanted: Source | undefined;

  return async (channel, source) => {
    wanted = source;
    dialog.show(headingOf(source), element("p", { class: "note" }, texts.loading));
    const outcome = await fetchPassage(channel, source.id);
    if (wanted !== source || !dialog.isOpen()) return;
    if (outcome.ok) dialog.show(headingOf(outcome.value), wordsOf(outcome.value));
    else dialog.show(headingOf(source), element("p", { class: "note", role: "alert" }, outcome.message));
  };
}

function headingOf({ file, heading }: Pick<Passage, "file" | "heading">) {
  return { title: file, subtitle: heading };
}

function wordsOf({ file, text }: Passage): HTMLElement {
  const words = element("div", { class: "markdown", dir: "auto" });
  if (HAS_MARKS.test(file)) createMarkdownView(words).complete(text);
  else words.append(element("p", { class: "plain-words" }, text));
  return words;
}

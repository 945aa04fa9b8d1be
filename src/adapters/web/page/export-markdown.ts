import type { Turns } from "./archive.ts";
import { element } from "./dom.ts";

/** A conversation as a Markdown file: the questions quoted, the answers as they are. */
export function conversationAsMarkdown(title: string, turns: Turns): string {
  const parts = turns.map(({ role, text }) => (role === "user" ? text.replaceAll(/^/gm, "> ") : text));
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

/** Has the browser save `text` as a file that is called as `title` allows. */
export function saveAsFile(title: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  const name = title.replaceAll(/[\s\p{Cc}\\/:*?"<>|.]+/gu, " ").trim() || "lantern";
  element("a", { href: url, download: `${name}.md` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

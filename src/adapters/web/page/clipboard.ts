import { drawIcon, element } from "./dom.ts";
import { texts } from "./texts.ts";

const COPIED_MS = 1500;

/** Copies `text`, and says so on `button` and to `announce`. */
export async function copyAndSaySo(
  button: Element,
  text: string,
  announce: (sentence: string) => void,
): Promise<void> {
  if (!(await copyText(text))) return;
  announce(texts.copied);
  button.replaceChildren(drawIcon("check"), texts.copied);
  setTimeout(() => button.replaceChildren(drawIcon("copy"), texts.copy), COPIED_MS);
}

/** Copies `text` and says whether that worked. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // the clipboard is closed to pages that come over plain HTTP from another machine
  }
}

function copyBySelection(text: string): boolean {
  const holder = element("textarea", { class: "visually-hidden", "aria-hidden": "true" });
  const focused = document.activeElement;
  holder.value = text;
  document.body.append(holder);
  holder.select();
  const copied = document.execCommand("copy");
  holder.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

import { element } from "./dom.ts";

/** Copies `text` and says whether that worked. */
export async function copyText(text: string): Promise<boolean> {
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

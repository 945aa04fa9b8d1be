import type { Ending } from "../chat.ts";
import { closeFences } from "./code-fence.ts";

const NOTHING_SAID = "…";

/**
 * What people see of a reply that has ended: the answer, then, below an empty line, what the bot itself has to say:
 * - `answered`: `ⓘ` and a note, a line for each;
 * - `stopped`: `⏹` and the notes, each on a line of its own; `⏹` alone without notes;
 * - `failed`: `⚠️`, the sentence, and the incident in brackets where there is one.
 *
 * A code block that the answer leaves open is closed first, so that the bot's words do not end up in it. Never blank: an
 * answer without a word is shown as `…`.
 */
export function endingText(ending: Ending): string {
  const remarks = remarksOf(ending);
  if (ending.text.trim() === "") return remarks === "" ? NOTHING_SAID : remarks;
  if (remarks === "") return ending.text;
  return `${closeFences(ending.text).trimEnd()}\n\n${remarks}`;
}

function remarksOf(ending: Ending): string {
  switch (ending.kind) {
    case "answered":
      return ending.notes.map((note) => `ⓘ ${note}`).join("\n");
    case "stopped":
      return `⏹ ${ending.notes.join("\n")}`.trimEnd();
    case "failed":
      return `⚠️ ${ending.sentence}${ending.incident === "" ? "" : ` (${ending.incident})`}`;
  }
}

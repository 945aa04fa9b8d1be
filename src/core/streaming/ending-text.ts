import type { Ending } from "../chat.ts";
import { citedText } from "./cited-text.ts";
import { closeFences } from "./code-fence.ts";

/**
 * What people see of a reply that has ended, as Markdown: the answer, then, below an empty line, the documents that it came
 * from and what the bot itself has to say:
 * - `answered`: `ⓘ` and a note, a line for each; a note with a sign of its own needs no other;
 * - `stopped`: `⏹` and the notes, each on a line of its own;
 * - `failed`: `⚠️` (but for a message with no question in it), the sentence, and the incident in brackets where there is one.
 *
 * A code block that the answer leaves open is closed first, so that the bot's words do not end up in it. Blank when there
 * is neither an answer nor a remark, as when a question was deleted before its turn came: then nothing is to be shown.
 */
export function endingText(ending: Ending): string {
  const remarks = remarksOf(ending);
  if (ending.text.trim() === "") return remarks;
  const below = [citedIn(ending), remarks].filter((lines) => lines !== "").join("\n");
  if (below === "") return ending.text;
  return `${closeFences(ending.text).trimEnd()}\n\n${below}`;
}

const OWN_SIGN = /^\p{Emoji_Presentation}/u;

function citedIn(ending: Ending): string {
  return ending.kind === "failed" || ending.cited === undefined ? "" : citedText(ending.cited);
}

function remarksOf(ending: Ending): string {
  switch (ending.kind) {
    case "answered":
      return ending.notes.map((note) => (OWN_SIGN.test(note) ? note : `ⓘ ${note}`)).join("\n");
    case "stopped":
      return ending.notes.length === 0 ? "" : `⏹ ${ending.notes.join("\n")}`;
    case "failed":
      // Nothing went wrong where only the question is still to come.
      if (ending.code === "empty") return ending.sentence;
      return `⚠️ ${ending.sentence}${ending.incident === "" ? "" : ` (${ending.incident})`}`;
  }
}

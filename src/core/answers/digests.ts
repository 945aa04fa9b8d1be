import { createHash } from "node:crypto";
import { normalForm } from "../wording/normal-form.ts";

/** UTF-16 units of a question in its normal form: nobody asks the same twice at greater length. */
const MAX_QUESTION = 300;

/** Stands for `text` and does not show it. Whoever can guess the text can tell that it is meant. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Stands for the question in its scope; null for one without letters and digits, or longer than those that are asked again. */
export function questionKey(question: string, scope: string): string | null {
  const normal = normalForm(question);
  // A normal form holds no such character, so that no question can pass for a part of the scope.
  return normal === "" || normal.length > MAX_QUESTION ? null : digestOf(`${scope}\u0000${normal}`);
}

import type { Turn } from "../../turn.ts";

/** UTF-16 units: enough to tell people apart, and not too much for a small model. */
const MAX_LENGTH = 40;

/**
 * A person's name as it stands in front of their words, on one line and without a colon, so that it cannot look like
 * more than a name. At most 40 UTF-16 units; empty where there is no name.
 */
export function speakerLabel(speaker: string): string {
  return speaker
    .replaceAll(/[\s:\uFF1A]+/gu, " ") // also the colon that Chinese text uses
    .trim()
    .slice(0, MAX_LENGTH)
    .replace(/[\s\uD800-\uDBFF]+$/, ""); // the cut may have gone through a character, or stand behind a blank
}

/** The names of everybody who speaks in `turns`, each once, as {@link speakerLabel} writes them. */
export function speakersIn(turns: readonly Turn[]): string[] {
  const names = new Set(turns.map((turn) => (turn.role === "user" ? speakerLabel(turn.speaker) : "")));
  names.delete("");
  return [...names];
}

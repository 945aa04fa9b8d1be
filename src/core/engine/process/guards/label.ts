import { createLabelReader } from "./label-reader.ts";

/** Takes a speaker's label off the beginning of one answer, while the answer is being written. */
export interface LabelStripper {
  /** The text that may be shown after the answer's next piece. Pieces hold whole characters. */
  push(piece: string): string;
  /** What was still held back when the answer ended. */
  end(): string;
}

/**
 * Where several people speak, the model reads `Ann: hello` and may begin its answer in the same way. A label of one of
 * `names` at the very beginning is dropped, with the blank space after it; all other text goes through unchanged. Text
 * is held back only while it can still become a label, so never more than the longest label.
 */
export function createLabelStripper(names: readonly string[]): LabelStripper {
  const reader = createLabelReader(names);
  let held = "";
  let state: "beginning" | "after label" | "text" = "beginning";

  function beginning(piece: string): string {
    let rest = piece;
    for (const character of piece) {
      held += character;
      rest = rest.slice(character.length);
      const reading = reader.read(held);
      if (reading === "open") continue;
      if (reading === "label") return afterLabel(rest);
      state = "text";
      return held + rest;
    }
    return "";
  }

  function afterLabel(piece: string): string {
    const text = piece.trimStart();
    state = text === "" ? "after label" : "text";
    return text;
  }

  return {
    push(piece) {
      if (state === "text") return piece;
      return state === "beginning" ? beginning(piece) : afterLabel(piece);
    },
    end: () => (state === "beginning" && !reader.isLabel(held) ? held : ""),
  };
}

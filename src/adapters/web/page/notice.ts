import { element } from "./dom.ts";
import { texts } from "./texts.ts";

const UNDO_MS = 10 * 60_000;

/** The line for sentences that belong to no answer. */
export interface Notice {
  /** Shows `sentence` in place of the one before. With `undo`, a button beside it takes back what it tells of, for 10 minutes. */
  say(sentence: string, undo?: () => void): void;
  /** What the sentence tells of can still be undone. */
  canUndo(): boolean;
  clear(): void;
}

export function createNotice(line: HTMLElement): Notice {
  let offered: HTMLButtonElement | undefined;
  let timer = 0;

  function withdraw(): void {
    clearTimeout(timer);
    offered?.remove();
    offered = undefined;
  }

  return {
    say(sentence, undo) {
      withdraw();
      line.replaceChildren(sentence);
      if (!undo) return;
      offered = element("button", { type: "button", class: "quiet" }, texts.undo);
      offered.addEventListener("click", () => {
        withdraw();
        undo();
      });
      line.append(" ", offered);
      timer = setTimeout(withdraw, UNDO_MS);
    },
    canUndo: () => offered !== undefined,
    clear() {
      withdraw();
      line.replaceChildren();
    },
  };
}

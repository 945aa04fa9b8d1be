import { byId } from "./dom.ts";
import { texts } from "./texts.ts";

/** Asks once more, above the composer, before a conversation is forgotten. */
export interface ConfirmForget {
  ask(): void;
  /** Takes the question back, if it stands, and says whether it did. */
  dismiss(): boolean;
}

/** `onYes` hears that the person means it; `returnFocus` is where they came from. */
export function createConfirmForget(onYes: () => void, returnFocus: HTMLElement): ConfirmForget {
  const strip = byId("confirm", HTMLElement);
  const question = byId("confirm-question", HTMLElement);
  const yes = byId("confirm-yes", HTMLButtonElement);
  const no = byId("confirm-no", HTMLButtonElement);
  question.textContent = texts.forgetAsk;
  yes.textContent = texts.forgetYes;
  no.textContent = texts.forgetNo;

  function dismiss(): boolean {
    if (strip.hidden) return false;
    strip.hidden = true;
    returnFocus.focus();
    return true;
  }

  yes.addEventListener("click", () => {
    strip.hidden = true;
    onYes();
  });
  no.addEventListener("click", dismiss);

  return {
    ask() {
      strip.hidden = false;
      no.focus(); // a stray Enter must not forget anything
    },
    dismiss,
  };
}

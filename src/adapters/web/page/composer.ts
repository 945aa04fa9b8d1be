import { byId, drawIcon } from "./dom.ts";
import { formatNumber, texts } from "./texts.ts";

/** In UTF-16 units; as much as the bot takes in one message. */
const MAX_TEXT_LENGTH = 16_000;

/** Where the person writes. */
export interface Composer {
  /** While the bot writes, the button stops it, and what is typed waits. */
  setBusy(busy: boolean): void;
  setText(text: string): void;
  text(): string;
  focus(): void;
}

export interface ComposerEvents {
  /** A text that is neither blank nor too long; the field is empty again. */
  onSend(text: string): void;
  onStop(): void;
  onDraft(text: string): void;
}

export function createComposer(events: ComposerEvents): Composer {
  const form = byId("composer", HTMLFormElement);
  const field = byId("text", HTMLTextAreaElement);
  const button = byId("send", HTMLButtonElement);
  const problem = byId("problem", HTMLElement);
  let busy = false;

  field.placeholder = texts.placeholder;
  field.setAttribute("aria-label", texts.question);

  function showButton(): void {
    const label = busy ? texts.stop : texts.send;
    button.replaceChildren(drawIcon(busy ? "stop" : "send"));
    button.setAttribute("aria-label", label);
    button.title = label;
    button.classList.toggle("stops", busy);
    button.disabled = !busy && field.value.trim() === "";
  }

  function fit(): void {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`; // the style sheet sets the limit
    showButton();
  }

  function setText(text: string): void {
    field.value = text;
    problem.textContent = "";
    fit();
  }

  function send(): void {
    const text = field.value.trim();
    if (busy || text === "") return;
    if (text.length > MAX_TEXT_LENGTH) {
      problem.textContent = texts.tooLong(formatNumber(MAX_TEXT_LENGTH));
      return;
    }
    setText("");
    events.onSend(text);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) events.onStop();
    else send();
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    // Safari ends a composition before the key that ended it; only that key's old code tells.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    send();
  });
  field.addEventListener("input", () => {
    problem.textContent = "";
    fit();
    events.onDraft(field.value);
  });
  showButton();

  return {
    setBusy(next) {
      busy = next;
      showButton();
    },
    setText,
    text: () => field.value,
    focus: () => field.focus({ preventScroll: true }),
  };
}

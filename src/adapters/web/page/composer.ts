import { byId, dressButton, isComposing } from "./dom.ts";
import { fitToText } from "./fit-to-text.ts";
import { formatNumber, texts } from "./texts.ts";
import { typedCommand } from "./typed-command.ts";

/** In UTF-16 units; as much as the bot takes in one message. */
const MAX_TEXT_LENGTH = 16_000;

/** Where the person writes. */
export interface Composer {
  /** While the bot writes, the button stops it, and what is typed waits, unless it is a command. */
  setBusy(busy: boolean): void;
  /** While the bot is away, what is typed waits as well. */
  setAway(away: boolean): void;
  setText(text: string): void;
  text(): string;
  focus(): void;
}

export interface ComposerEvents {
  /** A text that is neither blank nor too long; the field is empty again. */
  onSend(text: string): void;
  onStop(): void;
  /** The arrow up in an empty field: the last question is to be changed. */
  onEditLast(): void;
  onDraft(text: string): void;
}

export function createComposer(events: ComposerEvents): Composer {
  const form = byId("composer", HTMLFormElement);
  const field = byId("text", HTMLTextAreaElement);
  const button = byId("send", HTMLButtonElement);
  const problem = byId("problem", HTMLElement);
  let busy = false;
  let away = false;

  field.placeholder = texts.placeholder;
  field.setAttribute("aria-label", texts.question);

  function showButton(): void {
    const label = busy ? texts.stop : texts.send;
    dressButton(button, busy ? "stop" : "send", label);
    button.classList.toggle("stops", busy);
    button.disabled = !busy && (away || field.value.trim() === "");
  }

  function fit(): void {
    fitToText(field);
    showButton();
  }

  function setText(text: string): void {
    field.value = text;
    problem.textContent = "";
    fit();
  }

  function send(): void {
    const text = field.value.trim();
    if (away || text === "") return;
    if (busy && !typedCommand(text)) return;
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
    if (isComposing(event)) return;
    if (event.key === "ArrowUp" && field.value === "" && !busy) {
      event.preventDefault(); // the field that may take its place is not to move its cursor
      events.onEditLast();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
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
    setAway(next) {
      away = next;
      showButton();
    },
    setText,
    text: () => field.value,
    focus: () => field.focus({ preventScroll: true }),
  };
}

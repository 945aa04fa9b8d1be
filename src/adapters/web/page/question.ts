import { bareButton, element, isComposing } from "./dom.ts";
import { fitToText } from "./fit-to-text.ts";
import { texts } from "./texts.ts";

/** One question as people see it. */
export interface QuestionView {
  readonly element: HTMLElement;
  setText(text: string): void;
  /** Turns it into a field, in which it can be changed and asked again. */
  edit(): void;
}

export interface QuestionEvents {
  readonly onRevise: (text: string) => void;
  readonly onResize: () => void;
}

export function createQuestionView(asked: string, { onRevise, onResize }: QuestionEvents): QuestionView {
  let text = asked;
  const words = element("p", { dir: "auto" }, text);
  const editButton = bareButton("edit", texts.edit, edit);
  editButton.classList.add("edit");
  const field = element("textarea", { rows: "1", dir: "auto", "aria-label": texts.editing });
  const cancel = element("button", { type: "button", class: "plain" }, texts.cancel);
  const send = element("button", { class: "strong" }, texts.ask);
  const form = element("form", { class: "edit-form" }, field, element("div", {}, cancel, send));
  const bubble = element("div", { class: "bubble" }, words);
  const item = element(
    "li",
    { class: "question" },
    element("h2", { class: "visually-hidden" }, texts.you),
    bubble,
    editButton,
  );

  function edit(): void {
    field.value = text;
    item.classList.add("editing");
    bubble.replaceChildren(form);
    fitToText(field);
    field.focus();
    field.setSelectionRange(text.length, text.length);
    onResize();
  }

  function close(): void {
    item.classList.remove("editing");
    bubble.replaceChildren(words);
    onResize();
  }

  function giveUp(): void {
    close();
    editButton.focus();
  }

  function submit(): void {
    const revised = field.value.trim();
    if (revised === "") return;
    close();
    onRevise(revised);
  }

  cancel.addEventListener("click", giveUp);
  field.addEventListener("input", () => {
    fitToText(field);
    onResize();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape") {
      event.preventDefault(); // which else stops an answer
      giveUp();
    } else if (event.key === "Enter" && event.target === field && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });

  return {
    element: item,
    setText(next) {
      text = next;
      words.textContent = next;
    },
    edit,
  };
}

import { createAnswerView, type AnswerEvents, type AnswerView } from "./answer.ts";
import { element } from "./dom.ts";
import { texts } from "./texts.ts";

/** What was said in one conversation, oldest first. */
export interface Thread {
  addQuestion(text: string): void;
  addAnswer(): AnswerView;
  /** The answer at the end, if the conversation ends with one. */
  lastAnswer(): AnswerView | undefined;
  isEmpty(): boolean;
  clear(): void;
}

/** Shows the conversation in `list`. `onChange` hears when something is added or all is cleared. */
export function createThread(
  list: HTMLElement,
  speaker: () => string,
  events: AnswerEvents,
  onChange: () => void,
): Thread {
  let last: AnswerView | undefined;

  return {
    addQuestion(text) {
      last = undefined;
      const heading = element("h2", { class: "visually-hidden" }, texts.you);
      list.append(element("li", { class: "question" }, heading, element("p", { dir: "auto" }, text)));
      onChange();
    },
    addAnswer() {
      last = createAnswerView(speaker(), events);
      list.append(last.element);
      onChange();
      return last;
    },
    lastAnswer: () => last,
    isEmpty: () => list.childElementCount === 0,
    clear() {
      last = undefined;
      list.replaceChildren();
      onChange();
    },
  };
}

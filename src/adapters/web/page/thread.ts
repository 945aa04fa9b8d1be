import { createAnswerView, type AnswerEvents, type AnswerView } from "./answer.ts";
import { element } from "./dom.ts";
import { createQuestionView, type QuestionView } from "./question.ts";

/** What was said in one conversation, oldest first. */
export interface Thread {
  addQuestion(text: string): void;
  addAnswer(): AnswerView;
  /** A sentence of the bot's own on the command that was `typed`; no part of the conversation, and gone with a reload. */
  addNote(typed: string, sentence: string): void;
  /** The newest question, which alone may be changed. */
  lastQuestion(): QuestionView | undefined;
  /** The answer at the end, if the conversation ends with one. */
  lastAnswer(): AnswerView | undefined;
  isEmpty(): boolean;
  clear(): void;
}

export interface ThreadEvents extends AnswerEvents {
  /** The last question is to be asked again as `text`. */
  readonly onRevise: (text: string) => void;
  /** Something was added, or all was cleared. */
  readonly onChange: () => void;
}

/** Shows the conversation in `list`. */
export function createThread(list: HTMLElement, speaker: () => string, events: ThreadEvents): Thread {
  let question: QuestionView | undefined;
  let answer: AnswerView | undefined;

  return {
    addQuestion(text) {
      answer = undefined;
      question = createQuestionView(text, events);
      list.append(question.element);
      events.onChange();
    },
    addAnswer() {
      answer = createAnswerView(speaker(), events);
      list.append(answer.element);
      events.onChange();
      return answer;
    },
    addNote(typed, sentence) {
      list.append(element("li", { class: "aside" }, element("code", {}, typed), element("p", {}, sentence)));
      events.onAnnounce(sentence);
      events.onChange();
    },
    lastQuestion: () => question,
    lastAnswer: () => answer,
    isEmpty: () => list.childElementCount === 0,
    clear() {
      question = undefined;
      answer = undefined;
      list.replaceChildren();
      events.onChange();
    },
  };
}

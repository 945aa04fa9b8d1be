import { createAnswerView, type AnswerEvents, type AnswerView } from "./answer.ts";
import { createQuestionView, type QuestionView } from "./question.ts";

/** What was said in one conversation, oldest first. */
export interface Thread {
  addQuestion(text: string): void;
  addAnswer(): AnswerView;
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

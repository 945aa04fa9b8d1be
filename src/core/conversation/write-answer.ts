import type { AnswerFigures, AnswerRequest, LanguageModel } from "../engine/language-model.ts";
import type { Task } from "./task.ts";

/**
 * Has the model answer `request`, shows it on the task's reply as it comes, and hands all of it so far to `onText` after
 * each piece. Stopping the task ends it with what there is. Throws {@link ModelError}.
 */
export async function writeAnswer(
  model: LanguageModel,
  request: AnswerRequest,
  task: Task,
  onText: (text: string) => void,
): Promise<AnswerFigures> {
  let text = "";
  for await (const event of model.answer(request, task.signal)) {
    switch (event.kind) {
      case "waiting":
      case "reading":
        task.reply.working(event);
        break;
      case "text":
        text += event.text;
        onText(text);
        task.reply.show(text);
        break;
      case "restart":
        text = "";
        onText(text);
        break;
      case "done":
        return event.figures;
    }
  }
  throw new Error("the model ended without a word on how");
}

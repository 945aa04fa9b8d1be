import type { Reply } from "../chat.ts";
import type { AnswerFigures, AnswerRequest, LanguageModel } from "../engine/language-model.ts";
import type { ProgressTeller } from "./tell-progress.ts";

/**
 * Has the model answer `request`. Shows what `progress` tells and then the answer, as it comes, on `reply`, and hands all
 * of the answer so far to `onText` after each piece. Aborting `signal` ends it with what there is. Throws
 * {@link ModelError}.
 */
export async function writeAnswer(
  model: LanguageModel,
  request: AnswerRequest,
  { reply, progress, signal }: { reply: Reply; progress: ProgressTeller; signal: AbortSignal },
  onText: (text: string) => void,
): Promise<AnswerFigures> {
  let text = "";
  for await (const event of model.answer(request, signal)) {
    const working = progress.tell(event);
    if (working) reply.working(working);
    switch (event.kind) {
      case "waiting":
      case "reading":
        break;
      case "text":
        text += event.text;
        onText(text);
        reply.show(text);
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

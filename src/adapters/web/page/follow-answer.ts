import type { AnswerView } from "./answer.ts";
import type { ChatEvent } from "./ask.ts";
import type { Failure } from "./request.ts";
import { formatNumber, texts } from "./texts.ts";

/** How the stream of an answer ended. `elsewhere`: the answer goes on, but not over this connection. */
export type Followed =
  | { readonly kind: "done" | "elsewhere" }
  | { readonly kind: "failed"; readonly failure: Failure; readonly text: string };

/** Shows on `answer` what `stream` tells, until it ends or `signal` aborts. A failure is left to the caller to show. */
export async function followAnswer(
  answer: AnswerView,
  stream: AsyncIterable<ChatEvent>,
  signal: AbortSignal,
): Promise<Followed> {
  let text = "";
  answer.begin();
  for await (const event of stream) {
    if (signal.aborted) break;
    switch (event.kind) {
      case "waiting":
        answer.progress({ sentence: texts.waiting(formatNumber(event.ahead)) });
        break;
      case "reading": {
        const { done, total } = event;
        const sentence = texts.reading(formatNumber(done), formatNumber(total));
        answer.progress({ sentence, share: done / Math.max(total, 1) });
        break;
      }
      case "delta":
        text += event.text;
        answer.show(text);
        break;
      case "restart":
        text = "";
        answer.show(text);
        break;
      case "done":
        answer.complete(event.text, event);
        return { kind: "done" };
      case "error":
        if (event.code === "restarting") return { kind: "elsewhere" };
        return { kind: "failed", failure: event, text: event.text ?? text };
      case "lost":
        return { kind: "elsewhere" };
    }
  }
  return { kind: "elsewhere" };
}

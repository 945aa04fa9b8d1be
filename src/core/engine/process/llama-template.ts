import {
  type ChatHistoryItem,
  LlamaText,
  type LlamaModel,
  resolveChatWrapper,
  SpecialToken,
  type Token,
} from "node-llama-cpp";
import { ModelError } from "../../errors.ts";
import type { ChatFrame } from "./token-model.ts";

/** Stands for the words of a conversation: a letter of a private use area, which no template has. */
const MARK = "\uE000";

type Values = InstanceType<typeof LlamaText>["values"];

/**
 * Reads the frame out of the chat template that the model's file carries, by rendering a conversation of marks with it
 * and cutting at them. Throws {@link ModelError} `not-a-model` when the template does not keep a conversation in order.
 */
export function readChatFrame(model: LlamaModel): ChatFrame {
  const chatHistory: ChatHistoryItem[] = [
    { type: "system", text: MARK },
    { type: "user", text: MARK },
    { type: "model", response: [MARK] },
    { type: "user", text: MARK },
    { type: "model", response: [""] },
  ];
  const wrapper = resolveChatWrapper(model, { warningLogs: false });
  const { contextText } = wrapper.generateContextState({ chatHistory });
  const parts = cutAtMarks(contextText.values).map((values) => tokens(values, model));
  const [start, afterSystem, afterQuestion, afterAnswer, end] = parts;
  if (!start || !afterSystem || !afterQuestion || !afterAnswer || !end || parts.length !== 5) {
    throw new ModelError(
      "not-a-model",
      "The model's chat template is of a kind that this version does not know.",
    );
  }
  return { start, afterSystem, afterQuestion, afterAnswer };
}

function cutAtMarks(values: Values): Values[] {
  const parts: Values[number][][] = [[]];
  for (const value of values) {
    if (typeof value !== "string") {
      parts.at(-1)?.push(value);
      continue;
    }
    const [first, ...rest] = value.split(MARK);
    if (first) parts.at(-1)?.push(first);
    for (const text of rest) parts.push(text ? [text] : []);
  }
  return parts;
}

function tokens(values: Values, model: LlamaModel): Token[] {
  // The library puts a start token in front even where the model's own settings say that it takes none.
  const wanted = values.filter((value) => model.tokens.shouldPrependBosToken || !isStartToken(value));
  return LlamaText(...wanted).tokenize(model.tokenizer);
}

function isStartToken(value: Values[number]): boolean {
  return value instanceof SpecialToken && value.value === "BOS";
}

import { type ChannelId, channelId } from "../core/chat.ts";
import type { AnswerFigures, LanguageModel } from "../core/engine/language-model.ts";
import type { Turn } from "../core/turn.ts";
import type { AnswerSpan } from "./statistics.ts";

export const SYSTEM = "You are Lantern, a friendly and helpful assistant.";

/** Makes a model write for as long as it is let. */
export const LONG_ANSWER = "Tell me a long story";

export const question = (text: string): Turn => ({ role: "user", speaker: "", text });
export const reply = (text: string): Turn => ({ role: "assistant", text });

/** A channel of the benchmark; one name, one conversation. */
export const room = (name: string): ChannelId => channelId("web", name);

export interface Asked {
  readonly channel: ChannelId;
  readonly turns: readonly Turn[];
  readonly maxTokens: number;
  /** 1 where it does not matter. */
  readonly seed?: number;
}

export interface Answered {
  readonly text: string;
  readonly figures: AnswerFigures;
  /** When each piece arrived, by `performance.now()`. */
  readonly pieceTimes: readonly number[];
}

/**
 * Has one answer written and notes when its pieces came; `onPiece` hears how many there are. Aborting ends the answer.
 * Throws {@link ModelError}, and Error when the engine died over it, since the figures are then worth nothing.
 */
export async function ask(
  model: LanguageModel,
  { channel, turns, maxTokens, seed = 1 }: Asked,
  signal: AbortSignal,
  onPiece: (pieces: number) => void = () => undefined,
): Promise<Answered> {
  const request = {
    channel,
    asker: channel,
    system: SYSTEM,
    turns,
    botName: "Lantern",
    maxAnswerTokens: maxTokens,
    seed,
  };
  const pieceTimes: number[] = [];
  let text = "";
  for await (const event of model.answer(request, signal)) {
    if (event.kind === "restart") throw new Error("the engine died while it was measured");
    if (event.kind === "done") return { text, figures: event.figures, pieceTimes };
    if (event.kind !== "text") continue;
    text += event.text;
    onPiece(pieceTimes.push(performance.now()));
  }
  throw new Error("the answer had no end");
}

/** When an answer's first and last token were written, by the engine's own clock; pieces may lag behind tokens. */
export function spanOf({ tokensWritten, msToFirstToken, tokensPerSecond }: AnswerFigures): AnswerSpan {
  const firstMs = msToFirstToken ?? NaN;
  const writingMs = tokensPerSecond === 0 ? 0 : ((tokensWritten - 1) * 1000) / tokensPerSecond;
  return { tokens: tokensWritten, firstMs, lastMs: firstMs + writingMs };
}

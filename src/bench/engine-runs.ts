import { channelId, type ChannelId } from "../core/chat.ts";
import { startEngine } from "../core/engine/engine-client.ts";
import type { AnswerFigures, LanguageModel } from "../core/engine/language-model.ts";
import type { EngineSettings } from "../core/engine/protocol.ts";
import type { Log } from "../core/log.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Turn } from "../core/turn.ts";

/** An engine as the bot runs it, for measurements. */
export async function openEngine(settings: EngineSettings, log: Log): Promise<LanguageModel> {
  const entry = new URL("../core/engine/process/main.js", import.meta.url);
  return startEngine({ entry, settings, log, clock: systemClock, signal: new AbortController().signal });
}

export interface Measured {
  readonly text: string;
  readonly figures: AnswerFigures;
  /** When each piece of text came, in ms of one clock. */
  readonly pieceTimes: readonly number[];
}

/** Has one answer written and notes when its pieces came. */
export async function measureAnswer(
  model: LanguageModel,
  channel: ChannelId,
  turns: readonly Turn[],
  maxAnswerTokens: number,
): Promise<Measured> {
  const request = {
    channel,
    asker: channel,
    system: "You are a helpful assistant.",
    turns,
    maxAnswerTokens,
    seed: 1,
  };
  const pieceTimes: number[] = [];
  let text = "";
  for await (const event of model.answer(request, new AbortController().signal)) {
    if (event.kind === "text") {
      pieceTimes.push(systemClock.now());
      text += event.text;
    }
    if (event.kind === "done") return { text, figures: event.figures, pieceTimes };
  }
  throw new Error("the answer had no end");
}

export const question = (text: string): Turn => ({ role: "user", speaker: "", text });
export const reply = (text: string): Turn => ({ role: "assistant", text });

/** Words that make about `tokens` tokens. */
export function words(tokens: number, salt: string): string {
  return Array.from({ length: Math.round(tokens / 2) }, (_, index) => `${salt}${index % 10}`).join(" ");
}

export interface FirstTokens {
  /** ms to the first token of a channel that was never seen, with a prompt of about 400 tokens. */
  readonly coldMs: number;
  /** ms to the first token of that channel's next turn. */
  readonly warmMs: number;
  /** Prompt tokens read per second, cold. */
  readonly readPerSecond: number;
}

/** Time to the first token, on a channel that nobody used before. */
export async function measureFirstTokens(model: LanguageModel, name: string): Promise<FirstTokens> {
  const channel = channelId("web", name);
  const first = [question(words(400, name.slice(0, 1)))];
  const cold = await measureAnswer(model, channel, first, 16);
  const warm = await measureAnswer(
    model,
    channel,
    [...first, reply(cold.text), question("And what follows?")],
    16,
  );
  const coldMs = cold.figures.msToFirstToken ?? NaN;
  return {
    coldMs,
    warmMs: warm.figures.msToFirstToken ?? NaN,
    readPerSecond: (cold.figures.tokensRead * 1000) / coldMs,
  };
}

/** Tokens per second over all of `count` answers that begin together, from the first token to the last. */
export async function measureTogether(
  model: LanguageModel,
  count: number,
  tokens: number,
  name: string,
): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      measureAnswer(
        model,
        channelId("web", `${name}-${index}`),
        [question(`Tell me about ${index}`)],
        tokens,
      ),
    ),
  );
  const times = answers.flatMap(({ pieceTimes }) => pieceTimes);
  const written = answers.reduce((sum, { figures }) => sum + figures.tokensWritten, 0);
  return ((written - count) * 1000) / (Math.max(...times) - Math.min(...times));
}

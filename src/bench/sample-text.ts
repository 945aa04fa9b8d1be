import type { LanguageModel } from "../core/engine/language-model.ts";
import { ask, question, room } from "./ask.ts";

const WORDS =
  "the river runs past old houses and small gardens where people sit in the evening light to talk about work and weather while children play near water until someone calls them home for dinner again".split(
    " ",
  );

/** Makes texts of a wanted length in tokens; close to it, since only the model itself can count. */
export interface SampleText {
  /** Text of about `tokens` tokens. Another `salt` makes another text. */
  ofTokens(tokens: number, salt: number): string;
  /** A first question whose whole prompt, with system prompt and template, is about `tokens` long. */
  prompt(tokens: number, salt: number): string;
}

/** Finds out how many tokens `model` makes of our words, by having it read some. */
export async function calibrateText(model: LanguageModel, signal: AbortSignal): Promise<SampleText> {
  const promptTokens = async (count: number) => {
    const turns = [question(words(count, 0))];
    const { figures } = await ask(
      model,
      { channel: room(`calibration-${count}`), turns, maxTokens: 1 },
      signal,
    );
    signal.throwIfAborted();
    return figures.tokensRead + figures.tokensReused;
  };
  const few = WORDS.length;
  const many = 4 * few;
  const tokensOfFew = await promptTokens(few);
  const perWord = ((await promptTokens(many)) - tokensOfFew) / (many - few);
  const frame = tokensOfFew - few * perWord;
  const ofTokens = (tokens: number, salt: number) => words(Math.round(tokens / perWord), salt);
  return { ofTokens, prompt: (tokens, salt) => ofTokens(tokens - frame, salt) };
}

function words(count: number, salt: number): string {
  return Array.from({ length: Math.max(1, count) }, (_, index) => WORDS[(index + salt) % WORDS.length]).join(
    " ",
  );
}

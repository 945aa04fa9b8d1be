import { fileURLToPath } from "node:url";
import { openLlama, type Token } from "../../../../../src/core/engine/process/llama.ts";
import type { TokenModel, TokenSequence } from "../../../../../src/core/engine/process/token-model.ts";

export const DEMO_MODEL = fileURLToPath(
  new URL("../../../../../models/demo/lamp-tiny.gguf", import.meta.url),
);
const GREEDY = { temperature: 0, topP: 0.9, topK: 20, repeatPenalty: 1 };

export interface DemoTalk {
  readonly model: TokenModel;
  readonly one: TokenSequence;
  readonly other: TokenSequence;
  /** The tokens of a first question. */
  asked(question: string): Token[];
  /** What follows when `sequence` reads `tokens`, greedily; leaves it as it was before. */
  follows(sequence: TokenSequence, tokens: readonly Token[]): Promise<string>;
}

/** The demo model in this process, with two sequences of 512 tokens unless `changes` say otherwise. */
export async function openDemo(
  changes: { sequences?: number; contextTokens?: number } = {},
): Promise<DemoTalk> {
  const model = await openLlama({
    modelPath: DEMO_MODEL,
    contextTokens: 512,
    sequences: 2,
    threads: 1,
    ...changes,
  });
  const [one, other] = model.sequences;
  if (!one || !other) throw new Error("there are to be two sequences");
  return {
    model,
    one,
    other,
    asked(question) {
      const { start, afterSystem, afterQuestion } = model.frame;
      return [...start, ...afterSystem, ...model.tokenize(question), ...afterQuestion];
    },
    async follows(sequence, tokens) {
      const before = sequence.tokens.length;
      const written: Token[] = [];
      for await (const token of sequence.write(tokens, GREEDY, 1)) {
        written.push(token);
        if (written.length >= 24) break;
      }
      await sequence.trimTo(before);
      return model.detokenize(written, []);
    },
  };
}

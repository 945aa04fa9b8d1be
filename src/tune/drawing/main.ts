import { openLlama, type Token } from "../../core/engine/process/llama.ts";
import type { Drawing } from "../drawing.ts";

/** Draws tokens with the model file that the first argument names, and says on stdout which: always the same ones. */
const QUESTIONS = ["Hello! Who are you?", "Tell me a story about a lamp.", "你好，你是谁？"];
const TOKENS_EACH = 48;
const SAMPLING = { temperature: 0.7, topK: 20, topP: 0.9, repeatPenalty: 1.1 };

const [modelPath = ""] = process.argv.slice(2);
const model = await openLlama({ modelPath, contextTokens: 256, sequences: 1, threads: 1 });
const [sequence] = model.sequences;
if (!sequence) throw new Error("no sequence");
const { start, afterSystem, afterQuestion } = model.frame;
const tokens: Token[][] = [];
for (const [index, question] of QUESTIONS.entries()) {
  await sequence.trimTo(0);
  const prompt = [...start, ...afterSystem, ...model.tokenize(question), ...afterQuestion];
  const answer: Token[] = [];
  for await (const token of sequence.write(prompt, SAMPLING, index + 1)) {
    answer.push(token);
    if (answer.length === TOKENS_EACH) break;
  }
  tokens.push(answer);
}
await model.dispose();
process.stdout.write(JSON.stringify({ tuned: model.tuned, tokens } satisfies Drawing));

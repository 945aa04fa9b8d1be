import {
  getLlama,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  resolveChatWrapper,
  type Token,
} from "node-llama-cpp";
import { type FromPlain, parseToPlain, type PlainSettings, type ToPlain } from "./plain-protocol.ts";
import type { AnswerSpan } from "./statistics.ts";

/**
 * The plain way, to compare with: a process that uses the library as its own examples do, with one loop for each answer
 * over `sequence.evaluate()`, in libuv's default pool. Nothing here is clever, and nothing is made worse on purpose.
 */
function main(): void {
  let write: Awaited<ReturnType<typeof load>> | null = null;

  async function obey(message: ToPlain): Promise<FromPlain> {
    if (message.type === "write") return { type: "written", answers: (await write?.(message)) ?? [] };
    write = await load(message);
    return { type: "ready" };
  }

  process.on("disconnect", () => process.exit(0));
  // What fails ends the process with a trace on stderr.
  process.on("message", (raw: unknown) => void obey(parseToPlain(raw)).then((said) => process.send?.(said)));
}

async function load({ modelPath, contextTokens, sequences: count, threads, sampling }: PlainSettings) {
  const chosen = threads === null ? {} : { threads };
  const llama = await getLlama({
    gpu: false,
    build: "never",
    logLevel: LlamaLogLevel.error,
    ...(threads === null ? {} : { maxThreads: threads }),
  });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ sequences: count, contextSize: contextTokens, ...chosen });
  const sequences = Array.from({ length: count }, () => context.getSequence());

  async function writeOne(
    sequence: LlamaContextSequence,
    prompt: Token[],
    tokens: number,
    seed: number,
    start: number,
  ): Promise<AnswerSpan> {
    const written: Token[] = [];
    let firstMs = 0;
    let lastMs = 0;
    await sequence.clearHistory();
    const answer = sequence.evaluate(prompt, {
      temperature: sampling.temperature,
      topK: sampling.topK,
      topP: sampling.topP,
      seed,
      repeatPenalty: {
        penalty: sampling.repeatPenalty,
        punishTokens: () => written.slice(-64),
      },
    });
    for await (const token of answer) {
      lastMs = performance.now() - start;
      if (written.length === 0) firstMs = lastMs;
      written.push(token);
      model.detokenize([token]); // as everybody does who shows the answer
      if (written.length === tokens) break;
    }
    return { tokens: written.length, firstMs, lastMs };
  }

  return async ({ system, questions, tokens }: Extract<ToPlain, { type: "write" }>) => {
    const prompts = questions.map((question) => render(model, system, question));
    const start = performance.now();
    return Promise.all(
      sequences
        .slice(0, questions.length)
        .map((sequence, index) => writeOne(sequence, prompts[index] ?? [], tokens, index + 1, start)),
    );
  };
}

function render(model: LlamaModel, system: string, question: string): Token[] {
  const { contextText } = resolveChatWrapper(model).generateContextState({
    chatHistory: [
      { type: "system", text: system },
      { type: "user", text: question },
      { type: "model", response: [""] },
    ],
  });
  return contextText.tokenize(model.tokenizer);
}

main();

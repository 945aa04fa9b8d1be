import { statSync } from "node:fs";
import { basename } from "node:path";
import {
  type EvaluationPriority,
  getLlama,
  InsufficientMemoryError,
  type Llama,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  type Token,
} from "node-llama-cpp";
import { ModelError } from "../../errors.ts";
import type { Sampling } from "../language-model.ts";
import { inSequenceOrder, levelOf } from "./llama-batch.ts";
import { readChatFrame } from "./llama-template.ts";
import type { TokenModel, TokenSequence } from "./token-model.ts";
import { TUNED_BUILD } from "./tuned-build.ts";

export type { Token } from "node-llama-cpp";

export interface LlamaOptions {
  readonly modelPath: string;
  /** Tokens of one sequence. */
  readonly contextTokens: number;
  readonly sequences: number;
  readonly threads: number;
}

/** The model card's repeat penalty looks back this many tokens of the answer. */
const PENALTY_WINDOW = 64;

/** Tokens of one step. Larger reads a little faster, but holds logits for each (0.6 MB a token) and stalls other answers longer. */
const BATCH_TOKENS = 128;

/**
 * For each read and each answer the library makes a list of all tokens (1.8 MB with Qwen2.5) that is only given back when its
 * few bytes of JavaScript are collected, which by themselves are never worth it: 4 long prompts in slices left 0.4 GB.
 * Collecting takes some 20 ms, so it waits for a few of them.
 */
const CALLS_BEFORE_COLLECTION = 32;

/**
 * On the processor it reads a long new prompt a fifth faster, but whatever comes in other pieces than 64 tokens far slower,
 * which is every next turn of a long conversation: 19 tokens behind 1,900 took 147 instead of 89 ms with Q4_0.
 */
const FLASH_ATTENTION = false;

/** Loads the model into this process. Throws {@link ModelError} `not-a-model` or `unfit`. */
export async function openLlama(options: LlamaOptions): Promise<TokenModel> {
  const llama = await getLlama({
    gpu: false,
    build: "never",
    cmakeOptions: TUNED_BUILD, // what was built with them is taken if it is there, else the ready-made one
    maxThreads: options.threads,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  });
  const tuned = llama.buildType === "localBuild";
  const model = await loadModel(llama, options.modelPath, tuned);
  if (options.contextTokens > model.trainContextSize) {
    throw new ModelError(
      "unfit",
      `CONTEXT_TOKENS is ${options.contextTokens}, but the model ${basename(options.modelPath)} was made for at most ${model.trainContextSize}.`,
    );
  }
  const context = await createContext(model, options);
  const collect = createCollector();
  const sequences = Array.from({ length: options.sequences }, (_, index) =>
    wrap(context.getSequence(), levelOf(index, options.sequences), collect),
  );
  return {
    tuned,
    name: model.fileInfo.metadata.general.name ?? basename(options.modelPath, ".gguf"),
    frame: readChatFrame(model),
    contextTokens: options.contextTokens,
    batchTokens: context.batchSize,
    sequences,
    useThreads(count) {
      llama.maxThreads = count;
    },
    tokenize: (text) => model.tokenize(text, false),
    detokenize: (tokens, before) => model.detokenize(tokens, false, before),
    dispose: () => llama.dispose(),
  };
}

async function loadModel(llama: Llama, modelPath: string, tuned: boolean): Promise<LlamaModel> {
  try {
    // The weights are rearranged for the processor, and a mapped file would stay in memory beside them (F16 2.3 instead of
    // 1.6 GB, Q8_0 1.4 instead of 1.1). A tuned build gives the mapping back, and then less is needed than without one.
    return await llama.loadModel({ modelPath, useMmap: tuned });
  } catch (error) {
    if (error instanceof InsufficientMemoryError) throw outOfMemory(error);
    throw new ModelError(
      "not-a-model",
      `The model file ${modelPath} cannot be loaded: it is damaged, cut off or of a kind that this version does not know. Delete it to have it fetched again, or name another one with MODEL.`,
      { cause: error },
    );
  }
}

async function createContext(model: LlamaModel, options: LlamaOptions) {
  try {
    return await model.createContext({
      sequences: options.sequences,
      contextSize: options.contextTokens,
      batchSize: BATCH_TOKENS,
      batching: { itemPrioritizationStrategy: inSequenceOrder },
      flashAttention: FLASH_ATTENTION,
      threads: { ideal: options.threads, min: 1 },
      // Fewer tokens than asked for would cut conversations without a word.
      failedCreationRemedy: false,
    });
  } catch (error) {
    throw outOfMemory(error);
  }
}

function outOfMemory(cause: unknown): ModelError {
  return new ModelError(
    "unfit",
    "There is not enough free memory for this model: choose a smaller file with MODEL (q8_0 or q4_0), or lower CONTEXT_TOKENS or PARALLEL.",
    { cause },
  );
}

/** To be called once for each list that the library makes. Does nothing in a process that was not started with `--expose-gc`. */
function createCollector(): () => void {
  let calls = 0;
  return () => {
    calls = (calls + 1) % CALLS_BEFORE_COLLECTION;
    if (calls === 0) globalThis.gc?.();
  };
}

function wrap(
  sequence: LlamaContextSequence,
  evaluationPriority: EvaluationPriority,
  collect: () => void,
): TokenSequence {
  return {
    get tokens() {
      return sequence.contextTokens;
    },
    async trimTo(length) {
      const end = sequence.nextTokenIndex;
      if (length < end) await sequence.eraseContextTokenRanges([{ start: length, end }]);
    },
    async read(tokens) {
      await sequence.evaluateWithoutGeneratingNewTokens([...tokens], { evaluationPriority });
      collect();
    },
    write(tokens, sampling, seed) {
      collect();
      const written: Token[] = [];
      const answer = sequence.evaluate([...tokens], {
        ...samplerOptions(sampling, seed, written),
        evaluationPriority,
      });
      return record(answer, written);
    },
    async save(file) {
      const { fileSize } = await sequence.saveStateToFile(file);
      // The library does not notice when the last bytes find no room on the disk.
      if (statSync(file).size !== fileSize) throw new Error("the disk took only a part of the state");
    },
    async load(file) {
      // First, because a refused file may leave the old cells in place where the library believes that there are none.
      await sequence.clearHistory();
      await sequence.loadStateFromFile(file, { acceptRisk: true });
    },
  };
}

/** Yields what `answer` yields and keeps the newest tokens in `written`, where the repeat penalty looks for them. */
async function* record(answer: AsyncGenerator<Token, void, void>, written: Token[]) {
  try {
    for (;;) {
      const { done, value } = await answer.next();
      if (done === true) return;
      written.push(value);
      if (written.length > PENALTY_WINDOW) written.shift();
      yield value;
    }
  } finally {
    await answer.return();
  }
}

function samplerOptions(sampling: Sampling, seed: number, written: readonly Token[]) {
  return {
    temperature: sampling.temperature,
    topK: sampling.topK,
    topP: sampling.topP,
    seed,
    ...(sampling.repeatPenalty === 1
      ? {}
      : {
          repeatPenalty: {
            penalty: sampling.repeatPenalty,
            lastTokens: PENALTY_WINDOW,
            punishTokens: () => [...written],
          },
        }),
  };
}

import { basename } from "node:path";
import type { LlamaEmbeddingContext, LlamaModel, Token } from "node-llama-cpp";
import { ModelError } from "../../errors.ts";
import { loadModel, THREADS } from "./load-model.ts";
import { promptsFor } from "./prompts.ts";

/** Turns text into what it means, as a vector of length 1. */
export interface Embedder extends AsyncDisposable {
  /** Another text for a model that gives other vectors. */
  readonly model: string;
  /**
   * All vectors have as many numbers; of text that means nothing, zeros. Calls wait for each other. Text beyond what the model
   * can read at once does not count.
   */
  embed(text: string, as: "question" | "passage"): Promise<Float32Array>;
}

/** A passage has some 100 to 300 words. */
const MAX_TOKENS = 512;
/** A token at each end where the model wants it, and one that the library needs more than it reads. */
const KEPT_FREE = 3;

/** Loads an embedding model. Throws {@link ModelError} `missing`, `not-a-model` or `unfit`. */
export async function openEmbedder(modelPath: string): Promise<Embedder> {
  const loaded = await loadModel(modelPath, "embedding");
  const { model } = loaded;
  try {
    const contextTokens = Math.min(MAX_TOKENS, model.trainContextSize);
    const context = await createContext(model, contextTokens);
    const prompts = promptsFor([model.fileInfo.metadata.general.name ?? "", basename(modelPath)]);
    return {
      model: [loaded.name, prompts.passage.trim()].filter((part) => part !== "").join(":"),
      async embed(text, as) {
        const tokens = model.tokenize(`${prompts[as]}${text}`).slice(0, contextTokens - KEPT_FREE);
        const { vector } = await context.getEmbeddingFor(withBeginning(tokens, model));
        return normalized(vector, model.embeddingVectorSize);
      },
      [Symbol.asyncDispose]: async () => loaded[Symbol.asyncDispose](),
    };
  } catch (error) {
    await loaded[Symbol.asyncDispose]();
    throw error;
  }
}

/** The library leaves it out for the tokenizer of bge-m3 and e5, and bge-m3 keeps in it what the whole text means. */
function withBeginning(
  tokens: readonly Token[],
  { tokens: { bos, shouldPrependBosToken } }: LlamaModel,
): Token[] {
  const isMissing = shouldPrependBosToken && bos !== null && tokens.length > 0 && tokens[0] !== bos;
  return isMissing ? [bos, ...tokens] : [...tokens];
}

async function createContext(model: LlamaModel, contextSize: number): Promise<LlamaEmbeddingContext> {
  try {
    // Models that look at all words at once have to read them in one go.
    return await model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads: THREADS });
  } catch (error) {
    const sentence =
      "The embedding model cannot be used: there is not enough free memory, or it makes no embeddings.";
    throw new ModelError("unfit", sentence, { cause: error });
  }
}

/** Of what has no direction, a vector of zeros. */
function normalized(vector: readonly number[], size: number): Float32Array {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length === 0) return new Float32Array(size);
  return Float32Array.from(vector, (one) => one / length);
}

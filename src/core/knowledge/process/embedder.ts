import { basename } from "node:path";
import { stat } from "node:fs/promises";
import { getLlama, type LlamaEmbeddingContext, LlamaLogLevel, type LlamaModel } from "node-llama-cpp";
import { ModelError } from "../../errors.ts";

/** Turns text into what it means, as a vector of length 1. */
export interface Embedder extends AsyncDisposable {
  /** Another text for a model that gives other vectors. */
  readonly model: string;
  /** Calls wait for each other. Text beyond what the model can read at once does not count. */
  embed(text: string): Promise<Float32Array>;
}

/** A passage has some 100 to 300 words. */
const MAX_TOKENS = 512;
/** The other cores are for answers. */
const THREADS = 1;

/** Loads an embedding model. Throws {@link ModelError} `missing`, `not-a-model` or `unfit`. */
export async function openEmbedder(modelPath: string): Promise<Embedder> {
  const { size } = await stat(modelPath).catch((error: unknown) => {
    const sentence = `The embedding model ${modelPath} is not there, or may not be read.`;
    throw new ModelError("missing", sentence, { cause: error });
  });
  const llama = await getLlama({
    gpu: false,
    build: "never",
    maxThreads: THREADS,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  });
  try {
    const model = await llama.loadModel({ modelPath }).catch((error: unknown) => {
      const sentence = `The embedding model ${modelPath} cannot be loaded: it is damaged, or of a kind that this version does not know.`;
      throw new ModelError("not-a-model", sentence, { cause: error });
    });
    const contextTokens = Math.min(MAX_TOKENS, model.trainContextSize);
    const context = await createContext(model, contextTokens);
    return {
      model: `${basename(modelPath)}:${size}`,
      async embed(text) {
        // The library adds a token at each end where the model wants it.
        const tokens = model.tokenize(text).slice(0, contextTokens - 2);
        const { vector } = await context.getEmbeddingFor(tokens);
        return normalized(vector);
      },
      [Symbol.asyncDispose]: () => llama.dispose(),
    };
  } catch (error) {
    await llama.dispose();
    throw error;
  }
}

async function createContext(model: LlamaModel, contextSize: number): Promise<LlamaEmbeddingContext> {
  try {
    return await model.createEmbeddingContext({ contextSize, threads: THREADS });
  } catch (error) {
    const sentence =
      "The embedding model cannot be used: there is not enough free memory, or it makes no embeddings.";
    throw new ModelError("unfit", sentence, { cause: error });
  }
}

/** Of what has no direction, a vector of zeros. */
function normalized(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (one) => (Number.isFinite(length) && length > 0 ? one / length : 0));
}

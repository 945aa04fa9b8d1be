import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { getLlama, LlamaLogLevel, type LlamaModel } from "node-llama-cpp";
import { ModelError } from "../../errors.ts";

/** A model that helps to find passages. Disposing of it disposes of all that was made with it. */
export interface LoadedModel extends AsyncDisposable {
  /** Another text for another model. */
  readonly name: string;
  readonly model: LlamaModel;
}

/** The other cores are for answers. */
export const THREADS = 1;

/** Loads a model; `kind` is what people call it. Throws {@link ModelError} `missing` or `not-a-model`. */
export async function loadModel(modelPath: string, kind: "embedding" | "ranking"): Promise<LoadedModel> {
  const { size } = await stat(modelPath).catch((error: unknown) => {
    const sentence = `The ${kind} model ${modelPath} is not there, or may not be read.`;
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
    return {
      name: `${basename(modelPath)}:${size}`,
      model: await llama.loadModel({ modelPath }),
      [Symbol.asyncDispose]: () => llama.dispose(),
    };
  } catch (error) {
    await llama.dispose();
    const sentence = `The ${kind} model ${modelPath} cannot be loaded: it is damaged, or of a kind that this version does not know.`;
    throw new ModelError("not-a-model", sentence, { cause: error });
  }
}

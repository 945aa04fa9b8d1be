import type { LlamaModel, LlamaRankingContext, Token } from "node-llama-cpp";
import { ModelError } from "../../errors.ts";
import { loadModel, THREADS } from "./load-model.ts";

/** Reads a question and a passage together, and says whether they belong together. Disposing waits for calls under way. */
export interface Ranker extends AsyncDisposable {
  /** Another text for a model that ranks otherwise. */
  readonly model: string;
  /**
   * How likely the passage answers the question, from 0 to 1. Calls wait for each other. The end of a passage that is longer
   * than what the model can read at once does not count.
   */
  rank(question: string, passage: string): Promise<number>;
}

/** Of a question and a passage together; a passage has some 100 to 300 words. */
const MAX_TOKENS = 512;
/** What a question may take of it. */
const QUESTION_SHARE = 1 / 3;

/**
 * Loads a ranking model and has it rank once, so that it is warm. Throws {@link ModelError} `missing`, `not-a-model` or
 * `unfit`.
 */
export async function openRanker(modelPath: string): Promise<Ranker> {
  const loaded = await loadModel(modelPath, "ranking");
  const { model } = loaded;
  try {
    const contextTokens = Math.min(MAX_TOKENS, model.trainContextSize);
    const context = await createContext(model, modelPath, contextTokens);
    // The library puts the signs between them, but leaves out the last one that a BERT was trained with.
    const closing = model.tokens.eos === null && model.tokens.sep !== null ? [model.tokens.sep] : [];
    const tokensOf = (text: string): Token[] => model.tokenize(text, false, "trimLeadingSpace");
    let underWay: Promise<unknown> = Promise.resolve();

    async function score(question: string, passage: string): Promise<number> {
      const asked = tokensOf(question).slice(0, contextTokens * QUESTION_SHARE);
      // The library needs one token more than it reads.
      const room = contextTokens - 1 - context.calculateInputLength(asked, closing);
      return context.rank(asked, [...tokensOf(passage).slice(0, room), ...closing]);
    }

    function rank(question: string, passage: string): Promise<number> {
      const scored = score(question, passage);
      underWay = Promise.allSettled([underWay, scored]);
      return scored;
    }

    // Where nothing can be reckoned, the library says 0, which else is never quite reached.
    if ((await rank("When are you open?", "We are open from nine to six.")) === 0)
      throw new ModelError("unfit", `The ranking model ${modelPath} gives no scores.`);
    return {
      model: loaded.name,
      rank,
      async [Symbol.asyncDispose]() {
        await underWay; // llama.cpp crashes where a model is taken away that reads
        await loaded[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await loaded[Symbol.asyncDispose]();
    throw error;
  }
}

async function createContext(
  model: LlamaModel,
  modelPath: string,
  contextSize: number,
): Promise<LlamaRankingContext> {
  if (!model.fileInsights.supportsRanking) {
    const sentence = `The model ${modelPath} ranks nothing: RANKING_MODEL takes one that was made for it.`;
    throw new ModelError("unfit", sentence);
  }
  try {
    // All of it has to be read in one go.
    return await model.createRankingContext({ contextSize, batchSize: contextSize, threads: THREADS });
  } catch (error) {
    const sentence = "The ranking model cannot be used: most likely there is not enough free memory.";
    throw new ModelError("unfit", sentence, { cause: error });
  }
}

import type { Embedder } from "./embedder.ts";
import type { Ranker } from "./ranker.ts";

/** Paths of model files; null: there is none, and passages are found without. */
export interface SearchModelFiles {
  readonly embeddingModel: string | null;
  readonly rankingModel: string | null;
}

/** The models that help to find passages. */
export interface SearchModels extends AsyncDisposable {
  readonly embedder: Embedder | null;
  readonly ranker: Ranker | null;
}

/** Opens those that are named. Throws {@link ModelError} for a file that cannot be used; none stays open then. */
export async function openSearchModels(files: SearchModelFiles): Promise<SearchModels> {
  const embedder = files.embeddingModel === null ? null : await loadEmbedder(files.embeddingModel);
  try {
    const ranker = files.rankingModel === null ? null : await loadRanker(files.rankingModel);
    return {
      embedder,
      ranker,
      async [Symbol.asyncDispose]() {
        await ranker?.[Symbol.asyncDispose]();
        await embedder?.[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await embedder?.[Symbol.asyncDispose]();
    throw error;
  }
}

/** What runs models takes half a second and 40 MB by itself, and most owners have no model for this. */
async function loadEmbedder(modelPath: string): Promise<Embedder> {
  const { openEmbedder } = await import("./embedder.ts");
  return openEmbedder(modelPath);
}

/** See {@link loadEmbedder}. */
async function loadRanker(modelPath: string): Promise<Ranker> {
  const { openRanker } = await import("./ranker.ts");
  return openRanker(modelPath);
}

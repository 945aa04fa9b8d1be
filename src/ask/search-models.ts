import type { KnowledgeAccess } from "../config.ts";
import { fileSize } from "../core/file-size.ts";
import type { Embedder } from "../core/knowledge/process/embedder.ts";
import type { Ranker } from "../core/knowledge/process/ranker.ts";
import { modelPlace } from "../doctor/model-at-hand.ts";
import type { ModelSource } from "../models/model-source.ts";

/** The models that help to find passages. */
export interface SearchModels extends AsyncDisposable {
  readonly embedder: Embedder | null;
  readonly ranker: Ranker | null;
}

/**
 * Opens those that are set. This is not the moment to fetch one: what is not here yet is null, and `tell` hears a sentence on
 * it. Throws {@link ModelError} for a file that cannot be used.
 */
export async function openSearchModels(
  { embeddingModel, rankingModel }: Pick<KnowledgeAccess, "embeddingModel" | "rankingModel">,
  modelsDir: string,
  tell: (sentence: string) => void,
): Promise<SearchModels> {
  const embedding = await fileOf(embeddingModel, modelsDir, () =>
    tell(
      "EMBEDDING_MODEL is not here yet, so this was found by words alone. The bot fetches it when it starts.",
    ),
  );
  const ranking = await fileOf(rankingModel, modelsDir, () =>
    tell("RANKING_MODEL is not here yet, so nothing was ranked. The bot fetches it when it starts."),
  );
  const embedder = embedding === null ? null : await loadEmbedder(embedding);
  try {
    const ranker = ranking === null ? null : await loadRanker(ranking);
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

/** Most people have none, and need not wait for what it takes to run one. */
async function loadEmbedder(path: string): Promise<Embedder> {
  const { openEmbedder } = await import("../core/knowledge/process/embedder.ts");
  return openEmbedder(path);
}

/** See {@link loadEmbedder}. */
async function loadRanker(path: string): Promise<Ranker> {
  const { openRanker } = await import("../core/knowledge/process/ranker.ts");
  return openRanker(path);
}

/** Null, told of, when it is not here; and where none is set. */
async function fileOf(
  model: ModelSource | null,
  modelsDir: string,
  onMissing: () => void,
): Promise<string | null> {
  if (model === null) return null;
  const place = await modelPlace({ model, modelsDir });
  if (place && (await fileSize(place.path)) !== null) return place.path;
  onMissing();
  return null;
}

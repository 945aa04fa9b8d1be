import type { KnowledgeAccess } from "../config.ts";
import { fileSize } from "../core/file-size.ts";
import type { SearchModelFiles } from "../core/knowledge/process/search-models.ts";
import { modelPlace } from "../doctor/model-at-hand.ts";
import type { ModelSource } from "../models/model-source.ts";

/** Finds those that are set. This is not the moment to fetch one: of what is not here yet, `tell` hears a sentence. */
export async function searchModelsAtHand(
  { embeddingModel, rankingModel }: Pick<KnowledgeAccess, "embeddingModel" | "rankingModel">,
  modelsDir: string,
  tell: (sentence: string) => void,
): Promise<SearchModelFiles> {
  return {
    embeddingModel: await fileOf(embeddingModel, modelsDir, () =>
      tell(
        "EMBEDDING_MODEL is not here yet, so this was found by words alone. The bot fetches it when it starts.",
      ),
    ),
    rankingModel: await fileOf(rankingModel, modelsDir, () =>
      tell("RANKING_MODEL is not here yet, so nothing was ranked. The bot fetches it when it starts."),
    ),
  };
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

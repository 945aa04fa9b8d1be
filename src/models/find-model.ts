import { fileURLToPath } from "node:url";
import { ModelError } from "../core/errors.ts";
import type { ModelSource } from "./model-source.ts";
import { obtainModel, type ObtainedModel, type ObtainOptions } from "./obtain-model.ts";

export interface FoundModel extends ObtainedModel {
  /** It is the bundled demo model, in the place of one that could not be had. */
  readonly demo: boolean;
}

export interface FindOptions extends ObtainOptions {
  /** Whether the demo model will do when the wanted one cannot be fetched. */
  readonly demoWillDo: boolean;
  /** Hears why the demo model stands in, in one sentence. */
  readonly onDemo: (reason: string) => void;
}

const DEMO_MODEL = new URL("../../models/demo/lamp-tiny.gguf", import.meta.url);

/** Like {@link obtainModel}, but a newcomer without a network still gets something to talk to. A file that was named by its path is never replaced. */
export async function findModel(source: ModelSource, options: FindOptions): Promise<FoundModel> {
  try {
    return { ...(await obtainModel(source, options)), demo: false };
  } catch (error) {
    const fetchable = source.kind !== "local";
    if (!options.demoWillDo || !fetchable || !(error instanceof ModelError) || error.code !== "missing") throw error;
    options.onDemo(error.message);
    const demo = await obtainModel({ kind: "local", path: fileURLToPath(DEMO_MODEL) }, options);
    return { ...demo, demo: true };
  }
}

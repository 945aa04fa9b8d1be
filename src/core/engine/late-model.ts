import { ModelError } from "../errors.ts";
import type { LanguageModel } from "./language-model.ts";

/** A model that is still being fetched or loaded; people can already be told so. */
export interface LateModel extends LanguageModel {
  /** Resolves when it has arrived. */
  readonly arrived: Promise<void>;
  /** From now on, `model` thinks. It is closed together with this. */
  arrive(model: LanguageModel): void;
}

/** Until it arrives, asking it throws {@link ModelError} `loading`. */
export function createLateModel(): LateModel {
  let arrived: LanguageModel | null = null;
  let tell: () => void = () => undefined;
  return {
    arrived: new Promise<void>((resolve) => (tell = resolve)),
    arrive(model) {
      arrived = model;
      tell();
    },
    answer(request, signal) {
      if (!arrived) throw new ModelError("loading", "The model is not loaded yet.");
      return arrived.answer(request, signal);
    },
    warm: (request) => arrived?.warm(request),
    forget: (channel) => arrived?.forget(channel),
    status: () =>
      arrived?.status() ?? { state: "loading", model: "", residentBytes: 0, active: 0, waiting: 0 },
    [Symbol.asyncDispose]: async () => arrived?.[Symbol.asyncDispose](),
  };
}

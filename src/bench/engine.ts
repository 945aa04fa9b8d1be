import { startEngine } from "../core/engine/engine-client.ts";
import type { LanguageModel } from "../core/engine/language-model.ts";
import { systemClock } from "../core/system-clock.ts";
import { SYSTEM } from "./ask.ts";
import type { Bench } from "./bench.ts";

/** PARALLEL as people have it unless they change it. */
export const USUAL_PARALLEL = 4;

const PARKING_BYTES = 2 ** 30;

/** Starts an engine process as the bot does. Throws {@link ModelError}. */
export async function openEngine(
  { options, folder, log, signal }: Bench,
  parallel: number = USUAL_PARALLEL,
): Promise<LanguageModel> {
  const { modelPath, contextTokens, threads, sampling } = options;
  return startEngine({
    entry: new URL("../core/engine/process/main.js", import.meta.url),
    settings: {
      modelPath,
      contextTokens,
      parallel,
      threads,
      sampling,
      system: SYSTEM,
      parking: { folder, maxBytes: PARKING_BYTES },
    },
    log,
    clock: systemClock,
    signal,
  });
}

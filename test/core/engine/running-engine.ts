import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type EngineOptions, startEngine } from "../../../src/core/engine/engine-client.ts";
import type { LanguageModel } from "../../../src/core/engine/language-model.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { type CapturedLog, createCapturedLog } from "../../fakes/captured-log.ts";

export const DEMO_MODEL = fileURLToPath(new URL("../../../models/demo/lamp-tiny.gguf", import.meta.url));
const BUILT_ENGINE = new URL("../../../dist/core/engine/process/main.js", import.meta.url);

export interface RunningEngine extends AsyncDisposable {
  readonly model: LanguageModel;
  readonly log: CapturedLog;
}

const SYSTEM = "You are a helpful assistant.";

/** The real engine in its process, with the demo model, always taking the likeliest token. */
export async function runEngine(changes: Partial<EngineOptions["settings"]> = {}): Promise<RunningEngine> {
  if (!existsSync(BUILT_ENGINE)) throw new Error("the engine is not built: npm run build");
  const log = createCapturedLog();
  const model = await startEngine({
    entry: BUILT_ENGINE,
    settings: {
      modelPath: DEMO_MODEL,
      contextTokens: 4096,
      parallel: 4,
      threads: 1,
      system: SYSTEM,
      parking: null,
      sampling: { temperature: 0, topP: 0.9, topK: 20, repeatPenalty: 1.1 },
      ...changes,
    },
    log,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  return { model, log, [Symbol.asyncDispose]: async () => model[Symbol.asyncDispose]() };
}

import type { Config } from "../config.ts";

/** What a model takes. */
export interface ModelSize {
  readonly fileBytes: number;
  /** What the window takes for each token; null when it is not known. */
  readonly bytesPerToken: number | null;
}

/** What computing itself takes beside the weights, and the bot's own process. */
const COMPUTING_BYTES = 0.3e9;
const BOT_BYTES = 0.15e9;

/** Roughly the bytes of memory that the bot takes with a model, all windows full. */
export function memoryNeed(model: ModelSize, config: Pick<Config, "contextTokens" | "parallel">): number {
  const windows = (model.bytesPerToken ?? 0) * config.contextTokens * config.parallel;
  return model.fileBytes + windows + COMPUTING_BYTES + BOT_BYTES;
}

import { parseArgs } from "node:util";

export interface SoakOptions {
  readonly minutes: number;
  /** The model file; null: the demo model. */
  readonly model: string | null;
}

/** Reads `--minutes 30 --model file.gguf`. Throws an error that says what is wrong. */
export function parseSoakOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: "string", default: "30" }, model: { type: "string" } },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error("--minutes must be a number above 0.");
  return { minutes, model: values.model ?? null };
}

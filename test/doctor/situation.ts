import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../src/config.ts";
import { type Check, type CheckResult, runChecks } from "../../src/doctor/check.ts";
import type { Machine } from "../../src/doctor/machine.ts";
import type { Situation } from "../../src/doctor/situation.ts";
import { systemClock } from "../../src/core/system-clock.ts";

export const DEMO_MODEL = fileURLToPath(new URL("../../models/demo/lamp-tiny.gguf", import.meta.url));

/** A machine that suits. */
export const MACHINE: Machine = {
  node: "22.14.0",
  platform: "linux",
  arch: "x64",
  cpu: "Some Processor",
  physicalCores: 2,
  cpuFeatures: new Set(["AVX2", "AVX-512"]),
  tuned: false,
  memoryBytes: 8e9,
  availableBytes: 6e9,
};

/** A situation in `folder` with these settings, nobody running. */
export function situationIn(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
  more: Partial<Situation> = {},
): Situation {
  return {
    machine: MACHINE,
    config: parseConfig({
      MODEL: DEMO_MODEL,
      DATA_DIR: join(folder, "data"),
      MODELS_DIR: join(folder, "models"),
      ...settings,
    }),
    problems: [],
    envFile: { path: join(folder, ".env"), settings },
    running: Promise.resolve(false),
    ...more,
  };
}

/** What checks find, in order. */
export async function resultsOf(...checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const result of runChecks(checks, systemClock)) results.push(result);
  return results;
}

/** The one thing that a check finds, as a line that begins with the state. */
export async function findingOf(check: Check): Promise<string> {
  const results = await resultsOf(check);
  return results.map(({ state, says, todo = "" }) => `${state}: ${says} ${todo}`.trim()).join("\n");
}

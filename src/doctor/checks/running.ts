import { resolve } from "node:path";
import { type Check, ok } from "../check.ts";
import type { Situation } from "../situation.ts";

/** Whether a bot runs on the folder of data. Both is well: it is said because it explains other findings. */
export function runningCheck({ config, running }: Pick<Situation, "config" | "running">): Check {
  return {
    name: "Running",
    examine: async () =>
      ok(`${(await running) ? "a" : "no"} Lantern runs on ${resolve(config.dataDir)} now.`),
  };
}

import { type Check, ok } from "../check.ts";
import type { Situation } from "../situation.ts";

/** Which build of the model library the bot runs on. */
export function modelLibraryCheck({ machine }: Pick<Situation, "machine">): Check {
  return {
    name: "Model library",
    async examine() {
      if (machine.tuned === null) return ok("the ready-made one.");
      if (machine.tuned) return ok("built by npm run tune: faster, and smaller in memory.");
      return ok("the ready-made one; npm run tune builds one that is faster and takes less memory.");
    },
  };
}

import { formatBytes } from "../../models/format-bytes.ts";
import { bad, type Check, ok, warning } from "../check.ts";
import { memoryNeed } from "../memory-need.ts";
import { modelAtHand } from "../model-at-hand.ts";
import type { Situation } from "../situation.ts";

/** Whether the model and its conversations fit into memory. */
export function memoryCheck({ machine, config, running }: Situation): Check {
  return {
    name: "Memory",
    async examine() {
      const free = formatBytes(machine.availableBytes);
      const has = `${free} of ${formatBytes(machine.memoryBytes)} are free`;
      if (await running) return ok(`${has} beside the Lantern that runs.`);

      const model = await modelAtHand(config);
      if (model === null) return ok(`${has}; how much the model needs is known once it is here.`);
      const need = memoryNeed(model, config);
      const says = `${has}; the model with CONTEXT_TOKENS=${config.contextTokens} and PARALLEL=${config.parallel} needs about ${formatBytes(need)}.`;
      if (need > machine.memoryBytes) {
        return bad(says, "Take a smaller model (MODEL=q4_0), or lower CONTEXT_TOKENS or PARALLEL.");
      }
      if (need > machine.availableBytes) {
        return warning(says, "Close other programs, or take a smaller model (MODEL=q4_0).");
      }
      return ok(says);
    },
  };
}

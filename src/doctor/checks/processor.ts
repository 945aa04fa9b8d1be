import { type Check, ok, warning } from "../check.ts";
import type { Situation } from "../situation.ts";

/** Whether the processor is quick enough to talk with. */
export function processorCheck({ machine, config }: Pick<Situation, "machine" | "config">): Check {
  return {
    name: "Processor",
    async examine() {
      const { physicalCores, cpuFeatures, arch, cpu } = machine;
      const cores = `${physicalCores} physical ${physicalCores === 1 ? "core" : "cores"}`;
      const features =
        cpuFeatures === null || cpuFeatures.size === 0 ? "" : `, with ${[...cpuFeatures].join(", ")}`;
      const says = `${cpu}, ${cores}${features}.`;

      if (arch === "x64" && cpuFeatures?.has("AVX2") === false) {
        return warning(
          says,
          "Without AVX2 it computes several times slower; take a small model: MODEL=q4_0.",
        );
      }
      if (config.threads !== null && config.threads > physicalCores) {
        return warning(
          says,
          `THREADS=${config.threads} is more than the physical cores, which makes it slower; leave THREADS empty.`,
        );
      }
      if (physicalCores === 1) return warning(says, "One core is slow; take a small model: MODEL=q4_0.");
      return ok(says);
    },
  };
}

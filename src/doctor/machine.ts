import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { physicalCores } from "../core/engine/physical-cores.ts";
import { isTuned } from "../tune/library.ts";

/** What a processor can do that a language model profits from. */
export type CpuFeature = "AVX2" | "AVX-512" | "dot product" | "int8 matrices";

/** The machine and the runtime that the bot would run on. */
export interface Machine {
  /** Such as `20.20.2`. */
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpu: string;
  readonly physicalCores: number;
  /** Null where the system does not tell. */
  readonly cpuFeatures: ReadonlySet<CpuFeature> | null;
  /** Whether `npm run tune` has built the model library; null where it cannot. */
  readonly tuned: boolean | null;
  readonly memoryBytes: number;
  /** What a program can still have, within a container's limit. */
  readonly availableBytes: number;
}

/** What Node says about itself. */
export type Runtime = Pick<
  NodeJS.Process,
  "versions" | "platform" | "arch" | "availableMemory" | "constrainedMemory"
>;

/** Looks at the machine as it is in this moment. */
export function describeMachine(runtime: Runtime): Machine {
  const limit = runtime.constrainedMemory(); // 0, or absurdly large, where there is none
  return {
    node: runtime.versions.node,
    platform: runtime.platform,
    arch: runtime.arch,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    physicalCores: physicalCores(),
    cpuFeatures: readCpuFeatures(),
    tuned: isTuned(runtime.platform, runtime.arch),
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    availableBytes: runtime.availableMemory(),
  };
}

/** By the words of Linux. */
const FEATURES: ReadonlyMap<string, CpuFeature> = new Map([
  ["avx2", "AVX2"],
  ["avx512f", "AVX-512"],
  ["asimddp", "dot product"],
  ["i8mm", "int8 matrices"],
]);

function readCpuFeatures(): ReadonlySet<CpuFeature> | null {
  try {
    return cpuFeaturesIn(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return null; // no Linux
  }
}

/** The features that a text such as `/proc/cpuinfo` lists for the first processor; null when it lists none at all. */
export function cpuFeaturesIn(cpuinfo: string): ReadonlySet<CpuFeature> | null {
  const [, words] = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo) ?? [];
  return words === undefined ? null : new Set(words.split(" ").flatMap((word) => FEATURES.get(word) ?? []));
}

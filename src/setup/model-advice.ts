import { memoryNeed } from "../doctor/memory-need.ts";
import type { Machine } from "../doctor/machine.ts";
import { CATALOGUE } from "../models/catalogue.ts";

/** What a file of the catalogue asks of a machine, and what it gives. */
export interface ModelOffer {
  readonly name: (typeof CATALOGUE)[number]["shortName"];
  readonly diskBytes: number;
  /** With the default window and number of answers. */
  readonly memoryBytes: number;
  /** Of one answer alone, as docs/performance.md measured it on {@link MEASURED_CORES} cores with AVX-512; null: not measured. */
  readonly tokensPerSecond: number | null;
}

export const MEASURED_CORES = 2;

type Speeds = Partial<Record<ModelOffer["name"], number>>;
const READY_MADE: Speeds = { fp16: 18.5, q8_0: 43.1, q4_0: 55.2 };
const TUNED: Speeds = { fp16: 30.8, q8_0: 48.5, q4_0: 62.5 };
/** Of the default model: 24 layers, 2 heads of 64, a key and a value of two bytes. */
const BYTES_PER_TOKEN = 12_288;

/** The files of the default model, the most exact first; `tuned`: with what `npm run tune` has built. */
export function modelOffers(
  settings: { readonly contextTokens: number; readonly parallel: number },
  tuned: boolean,
): readonly ModelOffer[] {
  const measured = tuned ? TUNED : READY_MADE;
  return CATALOGUE.map(({ shortName, bytes }) => ({
    name: shortName,
    diskBytes: bytes,
    memoryBytes: memoryNeed({ fileBytes: bytes, bytesPerToken: BYTES_PER_TOKEN }, settings),
    tokensPerSecond: measured[shortName] ?? null,
  }));
}

/** How a machine compares to the one that was measured; `unknown` where the system does not tell what it can do. */
export type Expectation = "faster" | "alike" | "slower" | "much-slower" | "unknown";

/** By what the processor can do and by its cores. Memory counts as much, and nobody can tell that beforehand. */
export function expectedSpeed({ arch, physicalCores, cpuFeatures }: Machine): Expectation {
  if (cpuFeatures === null) return "unknown";
  if (arch === "x64") {
    if (!cpuFeatures.has("AVX2")) return "much-slower";
    if (!cpuFeatures.has("AVX-512")) return physicalCores > MEASURED_CORES ? "alike" : "slower";
  } else if (!cpuFeatures.has("dot product")) return "much-slower";
  else if (!cpuFeatures.has("int8 matrices")) return "slower";
  if (physicalCores < MEASURED_CORES) return "slower";
  return physicalCores > MEASURED_CORES ? "faster" : "alike";
}

/** The file that suits the machine: the most exact one that leaves it room and is not a trial of patience. */
export function recommendModel(machine: Machine, offers: readonly ModelOffer[]): ModelOffer["name"] {
  const expected = expectedSpeed(machine);
  const wanted =
    expected === "much-slower"
      ? ["q4_0"]
      : expected === "slower"
        ? ["q8_0", "q4_0"]
        : ["fp16", "q8_0", "q4_0"];
  const fitting = offers.filter(({ memoryBytes }) => memoryBytes < machine.availableBytes * 0.8);
  return fitting.find(({ name }) => wanted.includes(name))?.name ?? "q4_0";
}

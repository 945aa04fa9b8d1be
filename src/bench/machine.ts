import { readFile } from "node:fs/promises";
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { physicalCores } from "../core/engine/physical-cores.ts";
import { z } from "zod";
import { isTuned } from "../tune/library.ts";
import type { Report } from "./report.ts";

/** More than this, and something else computes: one busy core of two already halves every figure. */
const QUIET_LOAD = 0.5;

const manifest = z.object({ version: z.string() });

/** The machine that this runs on, and how busy it was during the last minute. */
export async function describeMachine(): Promise<Report["machine"]> {
  const library = new URL("../package.json", import.meta.resolve("node-llama-cpp"));
  const { version } = manifest.parse(JSON.parse(await readFile(library, "utf8")));
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    physicalCores: physicalCores(),
    logicalCores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    nodeLlamaCpp: isTuned(process.platform, process.arch) ? `${version}, tuned` : version,
    loadAverage: loadavg()[0] ?? 0,
  };
}

/** A sentence of warning when the machine has other work; null when it is quiet. */
export function noiseWarning({ loadAverage }: Pick<Report["machine"], "loadAverage">): string | null {
  if (loadAverage <= QUIET_LOAD) return null;
  return `The machine was not quiet: its load average was ${loadAverage.toFixed(2)} when the run began. Ratios may still count, single figures do not.`;
}

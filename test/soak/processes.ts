import { readFileSync } from "node:fs";
import { z } from "zod";

/** Bytes in the memory of the machine; null where the system does not tell (it is Linux that does). */
export interface Memory {
  readonly bot: number | null;
  readonly engine: number | null;
}

/** What the bot, which is the process `pid`, and its engine hold at this moment. */
export function memoryOf(pid: number): Memory {
  const engine = childrenOf(pid)[0];
  return { bot: residentBytes(pid), engine: engine === undefined ? null : residentBytes(engine) };
}

function childrenOf(pid: number): readonly number[] {
  return readOrNone(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

function residentBytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readOrNone(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

const delaySchema = z.object({ p99Ms: z.number(), maxMs: z.number() });
export type LoopDelay = z.infer<typeof delaySchema>;

/** What the probe in the bot wrote last; null when it has not. */
export function loopDelayIn(file: string): LoopDelay | null {
  const text = readOrNone(file);
  return text === "" ? null : delaySchema.parse(JSON.parse(text));
}

function readOrNone(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // another system, a process that has just ended, or nothing written yet
  }
}

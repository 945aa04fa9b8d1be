import { readdirSync, readFileSync } from "node:fs";

/** The most memory that the engine's process held so far, in bytes; null where nobody can tell. */
export function enginePeakBytes(): number | null {
  return childPeakBytes("engine/process/main");
}

/**
 * The most memory that a child of this process held so far, in bytes, as Linux counts it (VmHWM); null elsewhere. It is the
 * one whose command line has `program` in it.
 */
export function childPeakBytes(program: string): number | null {
  for (const pid of readdirOrNone("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const status = readOrNone(`/proc/${pid}/status`);
    const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1];
    if (Number(parent) !== process.pid) continue;
    if (!readOrNone(`/proc/${pid}/cmdline`).includes(program)) continue;
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    if (peak !== undefined) return Number(peak) * 1024;
  }
  return null;
}

function readdirOrNone(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no Linux
  }
}

function readOrNone(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // a process that has just ended
  }
}

import { readFileSync } from "node:fs";
import { childPids } from "../../child-pids.ts";

/** The ids of the documents' processes that this process has started and that are alive (Linux). */
export const libraryPids = (): number[] => childPids("knowledge/process/main");

/** The most memory that the process with that id has had so far (Linux). */
export function peakBytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

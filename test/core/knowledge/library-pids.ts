import { readdirSync, readFileSync } from "node:fs";

/** The ids of the documents' processes that this process has started and that are alive (Linux). */
export function libraryPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return Number(parent) === process.pid && command.includes("knowledge/process/main");
      } catch {
        return false; // it has just ended
      }
    })
    .map(Number);
}

/** The most memory that the process with that id has had so far (Linux). */
export function peakBytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

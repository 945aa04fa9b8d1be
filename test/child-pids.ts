import { readdirSync, readFileSync } from "node:fs";

/** The ids of the processes of `program`, such as `engine/process/main`, that this process has started and that are alive (Linux). */
export function childPids(program: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return Number(parent) === process.pid && command.includes(program);
      } catch {
        return false; // it has just ended
      }
    })
    .map(Number);
}

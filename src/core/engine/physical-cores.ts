import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

const CPU_FOLDER = "/sys/devices/system/cpu";
const CPU_LIMIT = "/sys/fs/cgroup/cpu.max";

/**
 * Cores that this process may compute with: physical ones, since two threads on one core only wait for each other
 * when the work is bound by memory; never more than the scheduler or a container's CPU limit (cgroup v2) allows.
 * Where the system does not tell (outside Linux), half of the logical ones. At least 1.
 */
export function physicalCores(): number {
  const logical = availableParallelism();
  const physical = coresOfLinux() ?? Math.ceil(logical / 2);
  return Math.max(1, Math.min(physical, logical, Math.ceil(containerLimit())));
}

function coresOfLinux(): number | null {
  const siblings = attempt(() =>
    readdirSync(CPU_FOLDER)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${CPU_FOLDER}/${name}/topology/thread_siblings_list`, "utf8").trim()),
  );
  return siblings && siblings.length > 0 ? new Set(siblings).size : null;
}

/** `cpu.max` holds a quota and a period in microseconds, such as `150000 100000` for one and a half cores. */
function containerLimit(): number {
  const [quota, period] =
    attempt(() => readFileSync(CPU_LIMIT, "utf8"))
      ?.split(" ")
      .map(Number) ?? [];
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : Infinity;
}

/** Null where the system has no such file, or does not let us read it. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

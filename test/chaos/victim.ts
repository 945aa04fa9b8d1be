import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { RunningLantern } from "../lantern/run-lantern.ts";

/** An engine has nothing to do once its bot is gone. */
const ORPHAN_MS = 5_000;

/** The processes that `pid` has started and that run. None where the system does not tell (it is Linux that does). */
export function childrenOf(pid: number | undefined): readonly number[] {
  try {
    const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
    return text.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Ends the bot as the kernel does when memory is short, and with it its children if `all`. Resolves with who they were. */
export async function killNow(lantern: RunningLantern, all: boolean): Promise<readonly number[]> {
  const children = childrenOf(lantern.pid);
  lantern.kill("SIGKILL");
  if (all) for (const child of children) signal(child, "SIGKILL");
  await lantern.exited;
  return children;
}

/** How many of `pids` still run when they have had the time to end; those are ended. */
export async function orphansAmong(pids: readonly number[]): Promise<number> {
  const end = performance.now() + ORPHAN_MS;
  let alive = pids.filter(isRunning);
  while (alive.length > 0 && performance.now() < end) {
    await pause(20);
    alive = alive.filter(isRunning);
  }
  for (const pid of alive) signal(pid, "SIGKILL");
  return alive.length;
}

function isRunning(pid: number): boolean {
  return signal(pid, 0);
}

function signal(pid: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, what);
  } catch {
    return false; // it is gone
  }
}

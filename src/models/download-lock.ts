import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { systemCode } from "./file-problem.ts";

const POLL_MS = 1000;
const BEAT_MS = 5000;
const SILENT_MS = 30_000;

export interface LockOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Runs `work` while no other process does the same for the file at `path`; waits for one that does. The lock is a file beside it,
 * touched as long as its holder lives, so one that was left behind by a crash is taken over. Throws what `work` throws, the
 * file system's errors, and `signal.reason` when aborted while waiting.
 */
export async function withDownloadLock<Result>(
  path: string,
  { clock, signal, log }: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = `${path}.lock`;
  let told = false;
  while (!(await take(lock))) {
    if (await isLeftBehind(lock)) {
      await rm(lock, { force: true });
      continue;
    }
    if (!told) log.info("Another process is fetching the model; waiting for it", { path });
    told = true;
    await clock.sleep(POLL_MS, signal);
  }

  const done = new AbortController();
  const beating = beat(lock, clock, done.signal).catch(() => {}); // ends by abort; a lock that cannot be touched just ages
  try {
    return await work();
  } finally {
    done.abort();
    await beating;
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await using file = await open(lock, "wx");
    await file.writeFile(`${process.pid} ${hostname()}`);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function beat(lock: string, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(BEAT_MS, signal);
    await utimes(lock, new Date(), new Date());
  }
}

async function isLeftBehind(lock: string): Promise<boolean> {
  try {
    if (Date.now() - (await stat(lock)).mtimeMs > SILENT_MS) return true;
    const [pid, host] = (await readFile(lock, "utf8")).split(" ");
    return host === hostname() && !isAlive(Number(pid));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false; // given back this moment
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== "ESRCH"; // a process of another user is alive too
  }
}

import { basename } from "node:path";
import { watch } from "chokidar";
import type { Clock } from "../../clock.ts";
import { isKnown } from "./scan.ts";

export interface FolderWatch extends AsyncDisposable {
  /**
   * Resolves when something may have changed since the last call, and has then been quiet for a moment, or after a minute:
   * network drives tell of nothing. Rejects with `signal.reason` on abort.
   */
  changed(signal: AbortSignal): Promise<void>;
}

/** Long enough for who saves a file in several steps. */
const QUIET_MS = 500;
/** Somebody who writes without end must not keep all from being found. */
const MAX_WAIT_MS = 2500;
const POLL_MS = 60_000;

/** Watches the folder and all below it. `onProblem` hears of what cannot be watched, which is then looked at every minute. */
export function watchFolder(folder: string, clock: Clock, onProblem: (error: unknown) => void): FolderWatch {
  let changes = 0;
  let seen = 0;
  let wake = () => {};
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: true,
    // Editors' own files come and go.
    ignored: (path, stats) =>
      (path !== folder && basename(path).startsWith(".")) || (stats?.isFile() === true && !isKnown(path)),
  });
  const note = () => {
    changes++;
    wake();
  };
  watcher.on("all", note);
  // What has changed before it watched all of it, nobody told.
  watcher.on("ready", note);
  watcher.on("error", onProblem);

  /** Resolves at the next change or after `ms`. */
  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const change = new Promise<void>((resolve) => (wake = resolve));
    try {
      await Promise.race([change, clock.sleep(ms, AbortSignal.any([signal, over.signal]))]);
    } finally {
      over.abort();
    }
  }

  return {
    async changed(signal) {
      if (changes === seen) await pause(POLL_MS, signal);
      const latest = clock.now() + MAX_WAIT_MS;
      while (changes !== seen && clock.now() < latest) {
        seen = changes;
        await pause(QUIET_MS, signal);
      }
      seen = changes;
    },
    [Symbol.asyncDispose]: () => watcher.close(),
  };
}

/** Lets tests wait for something to become true without sleeping. */
export interface Changes {
  /** Says that something may have changed. */
  notify(): void;
  /**
   * Resolves with what `probe` finds, now or after a later change; anything but false, null and undefined counts as
   * found. Rejects with `what` after ten seconds, so that a test that waits in vain says for what.
   */
  until<T>(probe: () => T | false | null | undefined, what?: string): Promise<T>;
}

const PATIENCE_MS = 10_000;

export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  return {
    notify() {
      for (const check of waiting) check();
    },
    until<T>(probe: () => T | false | null | undefined, what = "a change that never came") {
      return new Promise<T>((resolve, reject) => {
        function check() {
          const found = probe();
          if (found === false || found === null || found === undefined) return;
          end();
          resolve(found);
        }
        const giveUp = setTimeout(() => {
          end();
          reject(new Error(`waited in vain for ${what}: ${probe.toString()}`));
        }, PATIENCE_MS);
        function end() {
          clearTimeout(giveUp);
          waiting.delete(check);
        }
        waiting.add(check);
        check();
      });
    },
  };
}

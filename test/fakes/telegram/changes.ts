/** Tells those who wait that something has changed. */
export interface Changes {
  /** Something changed: every waiting condition is looked at again. */
  happened(): void;
  /**
   * Resolves with what `probe` gives as soon as that is neither undefined, null nor false; looks now and after every
   * change. Rejects after five seconds of real time.
   */
  until<T>(probe: () => T): Promise<Exclude<T, undefined | null | false>>;
}

const PATIENCE_MS = 5_000;

export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  return {
    happened() {
      for (const look of waiting) look();
    },
    until<T>(probe: () => T) {
      type Found = Exclude<T, undefined | null | false>;
      const isFound = (value: T): value is T & Found =>
        value !== undefined && value !== null && value !== false;
      return new Promise<Found>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`The fake Telegram never came to: ${String(probe)}`));
        }, PATIENCE_MS);
        function look() {
          const value = probe();
          if (!isFound(value)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(value);
        }
        waiting.add(look);
        look();
      });
    },
  };
}

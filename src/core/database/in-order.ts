/** Runs what concerns one key one after the other, and keys side by side. */
export interface KeyedOrder {
  /**
   * Runs `task` when the earlier ones of all its `keys` have ended, however they ended; later ones of any of them wait for
   * it. Settles as the task does.
   */
  run<Result>(keys: readonly string[], task: () => Promise<Result>): Promise<Result>;
  /** Resolves once everything that was to run by now has ended. Never rejects. */
  idle(): Promise<void>;
}

/** An order in which nothing runs yet. */
export function createKeyedOrder(): KeyedOrder {
  /** The last task of each key that has one; it never rejects. */
  const tails = new Map<string, Promise<void>>();

  return {
    async run(keys, task) {
      // All of the task's places are taken in this moment, so that two tasks can never wait for each other.
      const result = Promise.all(keys.flatMap((key) => tails.get(key) ?? [])).then(task);
      const tail = result.then(ignore, ignore); // who called hears of the failure
      for (const key of keys) tails.set(key, tail);
      try {
        return await result;
      } finally {
        for (const key of keys) if (tails.get(key) === tail) tails.delete(key);
      }
    },
    async idle() {
      await Promise.all(tails.values());
    },
  };
}

function ignore() {}

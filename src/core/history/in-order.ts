/** Runs what concerns one key one after the other, and keys side by side. */
export interface KeyedOrder {
  /** Runs `task` when the earlier ones of `key` have ended, however they ended. Settles as the task does. */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result>;
  /** Resolves once everything that was to run by now has ended. Never rejects. */
  idle(): Promise<void>;
}

/** An order in which nothing runs yet. */
export function createKeyedOrder(): KeyedOrder {
  /** The last task of each key that has one; it never rejects. */
  const tails = new Map<string, Promise<void>>();

  return {
    async run(key, task) {
      const result = (tails.get(key) ?? Promise.resolve()).then(task);
      const tail = result.then(ignore, ignore); // who called hears of the failure
      tails.set(key, tail);
      try {
        return await result;
      } finally {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
    async idle() {
      await Promise.all(tails.values());
    },
  };
}

function ignore() {}

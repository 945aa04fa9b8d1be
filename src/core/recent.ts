/** Remembers the last `capacity` different strings. */
export interface RecentSet {
  /** True when it was not there yet. */
  add(text: string): boolean;
}

/** Remembers the values of the last `capacity` keys that were set. */
export interface RecentMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
}

export function createRecentMap<K, V>(capacity: number): RecentMap<K, V> {
  const entries = new Map<K, V>();
  return {
    get: (key) => entries.get(key),
    delete: (key) => void entries.delete(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= capacity) break;
        entries.delete(oldest);
      }
    },
  };
}

export function createRecentSet(capacity: number): RecentSet {
  const known = createRecentMap<string, true>(capacity);
  return {
    add(text) {
      const added = known.get(text) === undefined;
      known.set(text, true);
      return added;
    },
  };
}

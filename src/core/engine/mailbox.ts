/** A queue with one reader: what is put in before it is asked for waits, in order. */
export interface Mailbox<T> {
  put(item: T): void;
  /** No more will come: the reader ends after what is already there, by `error` if one is given. */
  close(error?: Error): void;
  /** Yields each item once. For one reader. */
  read(): AsyncGenerator<T, void, void>;
}

export function createMailbox<T>(): Mailbox<T> {
  const items: T[] = [];
  let end: { readonly error: Error | undefined } | null = null;
  let wake: (() => void) | null = null;

  return {
    put(item) {
      if (end) return;
      items.push(item);
      wake?.();
    },
    close(error) {
      end ??= { error };
      wake?.();
    },
    async *read() {
      for (;;) {
        for (let item = items.shift(); item !== undefined; item = items.shift()) yield item;
        if (end?.error) throw end.error;
        if (end) return;
        await new Promise<void>((resolve) => (wake = resolve));
        wake = null;
      }
    },
  };
}

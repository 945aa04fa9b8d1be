import { openTable } from "../core/database/open-table.ts";
import type { Log } from "../core/log.ts";
import type { Bucket } from "./series.ts";
import { fromStored, toStored } from "./stored-bucket.ts";

const NAMESPACE = "metrics";

/** Buckets on disk, by the places that their series gave them. */
export interface KeptBuckets extends AsyncDisposable {
  /** What was kept, by series name. What cannot be read is logged and begins anew. Never rejects. */
  read(): Promise<ReadonlyMap<string, readonly Bucket[]>>;
  /** Keeps all of `buckets` or none. Throws what the database throws. */
  write(buckets: ReadonlyMap<string, Bucket>): Promise<void>;
}

/**
 * Opens the buckets in the SQLite file `file`, where history and inbox may be as well. Each has one row, which is written
 * over as time goes round. Throws {@link HistoryError} as they do.
 */
export async function openKeptBuckets(options: { file: string; log: Log }): Promise<KeptBuckets> {
  const { file, log } = options;
  const table = await openTable({ file, name: NAMESPACE, what: "The figures of the status page", log });

  async function rows() {
    try {
      return await table.readAll();
    } catch (error) {
      log.error("the figures of earlier runs cannot be read and begin anew", { file: table.file, error });
      return [];
    }
  }

  return {
    async read() {
      const found = new Map<string, Bucket[]>();
      const unreadable: string[] = [];
      for (const { key, value } of await rows()) {
        const [name = ""] = key.split(":");
        const bucket = fromStored(value);
        if (bucket) found.set(name, [...(found.get(name) ?? []), bucket]);
        else unreadable.push(key);
      }
      if (unreadable.length > 0) {
        const fields = { file: table.file, count: unreadable.length, keys: unreadable.slice(0, 10) };
        log.warn("some figures of earlier runs cannot be read and begin anew", fields);
      }
      return found;
    },
    write: (buckets) => table.write(new Map([...buckets].map(([key, bucket]) => [key, toStored(bucket)]))),
    [Symbol.asyncDispose]: () => table[Symbol.asyncDispose](),
  };
}

import { z } from "zod";
import type { SqliteFile } from "../../database/sqlite-file.ts";
import type { Embedder } from "./embedder.ts";
import type { IndexWriter } from "./index-writer.ts";
import { nearnessOf } from "./nearness.ts";
import { createVectors, type Vectors } from "./vectors.ts";

/** What passages mean, kept in the index and in memory. */
export interface Meanings {
  /** The model that makes the vectors. */
  readonly model: string;
  vectorOf(question: string): Promise<Float32Array>;
  /**
   * How near the `limit` nearest passages are to a question, the nearest first, and then those of the `keys` whose meaning is
   * known: as {@link nearnessOf} has it, by their keys.
   */
  near(question: Float32Array, keys: readonly string[], limit: number): ReadonlyMap<string, number>;
  /** Reckons what is missing and lets go of what is gone. What was reckoned until it throws stays. */
  complete(signal: AbortSignal): Promise<void>;
}

/** So many vectors are gone through for each question; passages beyond are found by their words alone. */
const MAX_VECTORS = 100_000;
const AT_A_TIME = 16;

const models = z.array(z.object({ model: z.string() }));
const bytes = z.instanceof(Uint8Array);
const stored = z.array(z.object({ key: z.string(), vector: bytes }));
const missing = z.array(z.object({ id: z.int(), key: z.string(), heading: z.string(), text: z.string() }));
const keys = z.array(z.object({ key: z.string() }));

/** Reads what is kept; vectors of another model are thrown away. Throws what the database throws. */
export async function openMeanings(
  embedder: Embedder,
  writer: IndexWriter,
  reader: SqliteFile,
): Promise<Meanings> {
  await keepOnlyOf(embedder.model, writer);
  const vectors = await load(reader);

  async function prune(): Promise<void> {
    const orphans = "SELECT key FROM vectors WHERE key NOT IN (SELECT key FROM passages)";
    const gone = keys.parse(
      await writer.change((database) =>
        database.query(`DELETE FROM vectors WHERE key IN (${orphans}) RETURNING key`),
      ),
    );
    for (const { key } of gone) vectors.delete(key);
  }

  return {
    model: embedder.model,
    vectorOf: (question) => embedder.embed(question, "question"),
    near(question, also, limit) {
      const nearness = nearnessOf(vectors.products(question));
      const places = [...nearness.nearest(limit), ...also.flatMap((key) => vectors.placeOf(key) ?? [])];
      return new Map(places.map((place) => [vectors.keyAt(place), nearness.at(place)]));
    },
    async complete(signal) {
      await prune();
      for (let after = 0; vectors.size < MAX_VECTORS;) {
        const some = missing.parse(
          await reader.query(
            `SELECT id, key, heading, text FROM passages
             WHERE id > ? AND NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.key = passages.key)
             ORDER BY id LIMIT ?`,
            after,
            AT_A_TIME,
          ),
        );
        const last = some.at(-1);
        if (!last) return;
        after = last.id;
        for (const { key, heading, text } of some) {
          signal.throwIfAborted();
          if (vectors.placeOf(key) !== undefined) continue;
          const vector = await embedder.embed(`${heading}\n${text}`, "passage");
          await writer.change((database) =>
            database.query(
              "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)",
              key,
              toBytes(vector),
            ),
          );
          vectors.set(key, vector);
        }
      }
    },
  };
}

async function keepOnlyOf(model: string, writer: IndexWriter): Promise<void> {
  await writer.change(async (database) => {
    const known = models.parse(await database.query("SELECT model FROM embedding"));
    if (known[0]?.model === model) return;
    await database.query("DELETE FROM vectors");
    await database.query("DELETE FROM embedding");
    await database.query("INSERT INTO embedding (model) VALUES (?)", model);
  });
}

async function load(reader: SqliteFile): Promise<Vectors> {
  const vectors = createVectors();
  for (let after = ""; ;) {
    const some = stored.parse(
      await reader.query("SELECT key, vector FROM vectors WHERE key > ? ORDER BY key LIMIT 1000", after),
    );
    const last = some.at(-1);
    if (!last) return vectors;
    after = last.key;
    for (const { key, vector } of some) vectors.set(key, fromBytes(vector));
  }
}

function toBytes(vector: Float32Array): Uint8Array {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** A copy, because the bytes need not lie where a number may begin. */
function fromBytes(data: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(data).buffer);
}

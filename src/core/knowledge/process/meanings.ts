import { z } from "zod";
import type { SqliteFile } from "../../database/sqlite-file.ts";
import type { Embedder } from "./embedder.ts";
import type { IndexWriter } from "./index-writer.ts";

/** How near passages are to a question. */
export interface Nearness {
  /** The keys of the passages that are nearest, the nearest first. */
  readonly nearest: readonly string[];
  /** From 0 to 1; null for a passage whose meaning is not known yet. */
  of(key: string): number | null;
}

/** What passages mean, kept in the index and in memory. */
export interface Meanings {
  /** The model that makes the vectors. */
  readonly model: string;
  near(question: string, limit: number): Promise<Nearness>;
  /** Reckons what is missing and lets go of what is gone. What was reckoned until it throws stays. */
  complete(signal: AbortSignal): Promise<void>;
}

/** So many vectors are gone through for each question; passages beyond are found by their words alone. */
const MAX_VECTORS = 100_000;
const AT_A_TIME = 16;

/**
 * How far above what all passages have on average a passage has to be, in standard deviations, to begin to count and to
 * count fully: models differ in what they call near, but not much in this.
 */
const NEAR_FROM = 1;
const NEAR_AT = 4.5;
/** Of fewer there is no meaningful average. */
const ENOUGH_FOR_AVERAGE = 20;

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
    async near(question, limit) {
      return nearness(vectors, await embedder.embed(question), limit);
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
          if (vectors.has(key)) continue;
          const vector = await embedder.embed(`${heading}\n${text}`);
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

function nearness(
  vectors: ReadonlyMap<string, Float32Array>,
  question: Float32Array,
  limit: number,
): Nearness {
  const similarities = new Map<string, number>();
  let sum = 0;
  let squares = 0;
  for (const [key, vector] of vectors) {
    const similarity = dot(vector, question);
    similarities.set(key, similarity);
    sum += similarity;
    squares += similarity * similarity;
  }
  const mean = sum / vectors.size;
  const deviation = Math.sqrt(Math.max(0, squares / vectors.size - mean * mean));
  const enough = vectors.size >= ENOUGH_FOR_AVERAGE && deviation > 0;
  return {
    nearest: [...similarities]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, limit)
      .map(([key]) => key),
    of(key) {
      const similarity = similarities.get(key);
      if (similarity === undefined) return null;
      if (!enough) return clamp(similarity);
      return clamp(((similarity - mean) / deviation - NEAR_FROM) / (NEAR_AT - NEAR_FROM));
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
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

async function load(reader: SqliteFile): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>();
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

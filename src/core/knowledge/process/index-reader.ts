import { z } from "zod";
import type { SqliteFile } from "../../database/sqlite-file.ts";
import type { Passage } from "../knowledge.ts";
import { splitPassageId } from "./passage-id.ts";
import { isSingle } from "./term-kinds.ts";

/** A passage that may answer a question. */
export interface Candidate extends Passage {
  /** What its words are called, in whatever file. */
  readonly key: string;
  /** Its row in the index. */
  readonly row: number;
  /** How well the index thinks it fits, next to the best one, from 0 to 1; 0 when it was found by its meaning alone. */
  readonly rank: number;
}

/**
 * Searches the index. Only what lies in one of the `folders` given, each without those below it, is ever found;
 * null: everything.
 */
export interface IndexReader {
  /** How many passages have each term; those that none has are left out. For a single character an upper bound. */
  frequencies(terms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The terms that begin with the letter `first`, and how many passages have each. */
  termsFrom(first: string): Promise<ReadonlyMap<string, number>>;
  /** The passages with the rarest and most of the terms, the best first. */
  withTerms(
    terms: readonly string[],
    folders: readonly string[] | null,
    limit: number,
  ): Promise<readonly Candidate[]>;
  /** The passages whose words are called `keys`. */
  withKeys(keys: readonly string[], folders: readonly string[] | null): Promise<readonly Candidate[]>;
  passage(id: string, folders: readonly string[] | null): Promise<Passage | null>;
}

const frequencies = z.array(z.object({ term: z.string(), passages: z.int() }));
const sums = z.tuple([z.object({ passages: z.int().nullable() })]);
const fits = z.array(z.object({ row: z.int(), fit: z.number() }));
const passages = z.array(
  z.object({
    row: z.int(),
    id: z.string(),
    key: z.string(),
    file: z.string(),
    heading: z.string(),
    text: z.string(),
  }),
);

const PASSAGE = `SELECT passages.id AS row, files.key || passages.key AS id, passages.key AS key,
  files.path AS file, heading, text
  FROM passages JOIN files ON files.id = passages.file`;
const IN_FOLDERS = "(?1 IS NULL OR files.folder IN (SELECT value FROM json_each(?1)))";
/** A term of a heading says more of a passage than one of its text. */
const COLUMN_WEIGHTS = "2.0, 1.0, 1.0";

export function createIndexReader(database: SqliteFile): IndexReader {
  return {
    async frequencies(terms) {
      const rows = frequencies.parse(
        await database.query(
          `SELECT asked.value AS term, vocabulary.doc AS passages
           FROM json_each(?) AS asked JOIN vocabulary ON vocabulary.term = asked.value`,
          JSON.stringify(terms.filter((term) => !isSingle(term))),
        ),
      );
      for (const term of terms.filter(isSingle)) {
        const [sum] = sums.parse(
          await database.query(
            "SELECT sum(doc) AS passages FROM vocabulary WHERE term >= ? AND term < ?",
            term,
            `${term}\u{10FFFF}`,
          ),
        );
        if (sum.passages !== null) rows.push({ term, passages: sum.passages });
      }
      return new Map(rows.map(({ term, passages: count }) => [term, count]));
    },
    async termsFrom(first) {
      const rows = frequencies.parse(
        await database.query(
          "SELECT term, doc AS passages FROM vocabulary WHERE term >= ? AND term < ?",
          first,
          `${first}\u{10FFFF}`,
        ),
      );
      return new Map(rows.map(({ term, passages: count }) => [term, count]));
    },
    async withTerms(terms, folders, limit) {
      if (terms.length === 0) return [];
      const rows = fits.parse(
        await database.query(
          `SELECT terms.rowid AS row, bm25(terms, ${COLUMN_WEIGHTS}) AS fit
           FROM terms JOIN passages ON passages.id = terms.rowid JOIN files ON files.id = passages.file
           WHERE terms MATCH ?2 AND ${IN_FOLDERS} ORDER BY fit LIMIT ?3`,
          listOf(folders),
          terms.map(matching).join(" OR "),
          limit,
        ),
      );
      const best = rows[0]?.fit ?? 0;
      // The index counts downwards: the best has the lowest fit.
      const ranks = new Map(rows.map(({ row, fit }) => [row, best === 0 ? 0 : fit / best]));
      const found = passages.parse(
        await database.query(
          `${PASSAGE} WHERE passages.id IN (SELECT value FROM json_each(?2)) AND ${IN_FOLDERS}`,
          listOf(folders),
          JSON.stringify([...ranks.keys()]),
        ),
      );
      return found.map((one) => ranked(one, ranks.get(one.row) ?? 0));
    },
    async withKeys(keys, folders) {
      const found = passages.parse(
        await database.query(
          `${PASSAGE} WHERE passages.key IN (SELECT value FROM json_each(?2)) AND ${IN_FOLDERS}`,
          listOf(folders),
          JSON.stringify(keys),
        ),
      );
      return found.map((one) => ranked(one, 0));
    },
    async passage(id, folders) {
      const { file, passage } = splitPassageId(id);
      const [found] = passages.parse(
        await database.query(
          `${PASSAGE} WHERE files.key = ?2 AND passages.key = ?3 AND ${IN_FOLDERS} LIMIT 1`,
          listOf(folders),
          file,
          passage,
        ),
      );
      return found ? { id, file: found.file, heading: found.heading, text: found.text } : null;
    },
  };
}

function ranked(passage: Omit<Candidate, "rank">, rank: number): Candidate {
  return { ...passage, rank };
}

function listOf(folders: readonly string[] | null): string | null {
  return folders && JSON.stringify(folders);
}

/** As the index's own language has it; terms are letters and digits only. */
function matching(term: string): string {
  return isSingle(term) ? `"${term}"*` : `"${term}"`;
}

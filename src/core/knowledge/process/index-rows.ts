import { basename, extname } from "node:path";
import { z } from "zod";
import type { SqliteFile } from "../../database/sqlite-file.ts";
import { indexTermsOf } from "../../wording/terms.ts";
import { folderOf } from "../folders.ts";
import type { PreparedPassage } from "./document-reader.ts";
import { fileKey, passageKey } from "./passage-id.ts";
import type { FoundFile } from "./scan.ts";

/** The rows of a file in all tables of the index. Each call needs several statements: it belongs into a transaction. */
export interface IndexRows {
  /** Puts the file, without passages, in the place of all that is known of it, and gives its id. */
  insertFile(path: string, found: FoundFile, hash: string, skipped: string | null): Promise<number>;
  /** Gives more passages to the file with the id `file`, which lies at `path`. */
  insertPassages(file: number, path: string, some: readonly PreparedPassage[]): Promise<void>;
  /** Its passages are called otherwise where it has no title of its own, and its path has other terms. */
  renamePassages(file: number, from: string, to: string): Promise<void>;
  /** Leaves nothing of the files for which `condition` is true of `value`. */
  removeFiles(condition: "id = ?" | "path = ?", value: string | number): Promise<void>;
}

type PassageTerms = { readonly id: number } & Pick<PreparedPassage, "headingTerms" | "textTerms">;

const inserted = z.tuple([z.object({ id: z.int() })]);
const storedPassages = z.array(z.object({ id: z.int(), heading: z.string(), text: z.string() }));

const PASSAGES_AT_A_TIME = 200;

export function indexRowsOf(database: SqliteFile): IndexRows {
  async function removeFiles(condition: string, value: string | number): Promise<void> {
    const passages = `SELECT id FROM passages WHERE file IN (SELECT id FROM files WHERE ${condition})`;
    await database.query(`DELETE FROM terms WHERE rowid IN (${passages})`, value);
    await database.query(`DELETE FROM passages WHERE id IN (${passages})`, value);
    await database.query(`DELETE FROM files WHERE ${condition}`, value);
  }

  async function insertTerms(rows: readonly PassageTerms[], path: string): Promise<void> {
    await database.query(
      `INSERT INTO terms (rowid, heading, body, path)
       SELECT value ->> 'id', value ->> 'headingTerms', value ->> 'textTerms', ?1 FROM json_each(?2)`,
      pathTermsOf(path),
      JSON.stringify(rows),
    );
  }

  return {
    removeFiles,
    async insertFile(path, found, hash, skipped) {
      await removeFiles("path = ?", path);
      const rows = await database.query(
        `INSERT INTO files (path, folder, key, bytes, changed_at, hash, skipped)
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        path,
        folderOf(path),
        fileKey(path),
        found.bytes,
        found.changedAt,
        hash,
        skipped,
      );
      return inserted.parse(rows)[0].id;
    },
    async insertPassages(file, path, some) {
      const [{ id: first }] = inserted.parse(
        await database.query("SELECT coalesce(max(id), 0) + 1 AS id FROM passages"),
      );
      await database.query(
        `INSERT INTO passages (id, file, key, heading, text)
         SELECT ?1 + key, ?2, value ->> 'key', value ->> 'heading', value ->> 'text' FROM json_each(?3)`,
        first,
        file,
        JSON.stringify(some.map((one) => ({ key: passageKey(one), heading: one.heading, text: one.text }))),
      );
      await insertTerms(
        some.map(({ headingTerms, textTerms }, index) => ({ id: first + index, headingTerms, textTerms })),
        path,
      );
    },
    async renamePassages(file, from, to) {
      for (let after = 0; ;) {
        const some = storedPassages.parse(
          await database.query(
            "SELECT id, heading, text FROM passages WHERE file = ? AND id > ? ORDER BY id LIMIT ?",
            file,
            after,
            PASSAGES_AT_A_TIME,
          ),
        );
        const last = some.at(-1);
        if (!last) return;
        after = last.id;
        const renamed = some.map(({ id, heading, text }) => {
          const now = { id, heading: retitled(heading, titleOf(from), titleOf(to)), text };
          return { ...now, key: passageKey(now) };
        });
        await database.query(
          `UPDATE passages SET heading = value ->> 'heading', key = value ->> 'key'
           FROM json_each(?) WHERE passages.id = value ->> 'id'`,
          JSON.stringify(renamed.map(({ id, heading, key }) => ({ id, heading, key }))),
        );
        await database.query(
          "DELETE FROM terms WHERE rowid IN (SELECT value FROM json_each(?))",
          JSON.stringify(some.map(({ id }) => id)),
        );
        const terms = renamed.map(({ id, heading, text }) => ({
          id,
          headingTerms: indexTermsOf(heading).join(" "),
          textTerms: indexTermsOf(text).join(" "),
        }));
        await insertTerms(terms, to);
      }
    },
  };
}

/** The words that a file is called by, with those of its folders. */
function pathTermsOf(path: string): string {
  return indexTermsOf(path.replace(/\.[^./]*$/, "")).join(" ");
}

/** What a document is called that has no title of its own. */
function titleOf(path: string): string {
  return basename(path, extname(path));
}

function retitled(heading: string, from: string, to: string): string {
  return heading === from || heading.startsWith(`${from} › `) ? to + heading.slice(from.length) : heading;
}

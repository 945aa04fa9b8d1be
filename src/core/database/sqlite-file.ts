import sqlite3 from "sqlite3";

/** A call waits so long while another process has the file locked. */
const BUSY_TIMEOUT_MS = 5_000;

export type SqliteValue = string | number | null | Uint8Array;

/** An open SQLite file. Calls throw what SQLite throws, with its `code`. */
export interface SqliteFile extends AsyncDisposable {
  /** Runs one statement, with `values` in the place of its question marks, and gives its rows. */
  query(sql: string, ...values: readonly SqliteValue[]): Promise<readonly unknown[]>;
  /** Runs several statements that give nothing. */
  run(script: string): Promise<void>;
}

/** Opens the file for reading and writing, or only for reading; it has to be there. Throws what SQLite throws. */
export async function openSqlite(file: string, use: "write" | "read"): Promise<SqliteFile> {
  const mode = use === "read" ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE;
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened: sqlite3.Database = new sqlite3.Database(file, mode, (error) => {
      if (error) reject(error);
      else resolve(opened);
    });
  });
  database.configure("busyTimeout", BUSY_TIMEOUT_MS);
  return {
    query: (sql, ...values) =>
      new Promise((resolve, reject) => {
        database.all<unknown>(sql, values, (error, rows) => {
          if (error) reject(error);
          else resolve(rows);
        });
      }),
    run: (script) =>
      new Promise((resolve, reject) => {
        database.exec(script, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve, reject) => {
        database.close((error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}

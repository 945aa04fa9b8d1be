// A bot that writes without a pause until it is killed: in every step the same number into two rows.
// Told "once", it writes the number 1 and is killed before it could tidy up.
import sqlite3 from "sqlite3";

const [file = "", manner] = process.argv.slice(2);
const database = new sqlite3.Database(file);
database.configure("busyTimeout", 5000);

/** @param {string} sql */
const run = (sql) =>
  new Promise((resolve, reject) => {
    database.exec(sql, (error) => (error ? reject(error) : resolve(undefined)));
  });

await run("PRAGMA journal_mode=WAL");
await run("CREATE TABLE IF NOT EXISTS keyv(key VARCHAR(255) PRIMARY KEY, value TEXT)");
for (let count = 1; ; count++) {
  await run(`INSERT OR REPLACE INTO keyv VALUES ('history:a', '${count}'), ('history:b', '${count}')`);
  if (count === 1) process.stdout.write("writing\n");
  if (manner === "once") process.kill(process.pid, "SIGKILL");
}

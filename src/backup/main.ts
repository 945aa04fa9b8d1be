import { parseArgs } from "node:util";
import { parseConfig } from "../config.ts";
import { ConfigError, HistoryError } from "../core/errors.ts";
import { formatBytes } from "../models/format-bytes.ts";
import { readEnvFile } from "../environment.ts";
import { backUp } from "./back-up.ts";
import { restore } from "./restore.ts";

const HELP = `npm run backup              saves the conversations, also while the bot runs, in DATA_DIR/backups
npm run backup -- FILE      in FILE, which must not be there yet, or in a folder
npm run restore -- FILE     puts a backup in their place; the bot must not run. What was there is kept beside it.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean" } },
  });
  const [verb, file, ...tooMany] = positionals;
  const asksForHelp = values.help === true || tooMany.length > 0;
  if (!asksForHelp && verb === "backup") {
    const made = await backUp({ dataDir: dataDir(), target: file, now: new Date() });
    print(`Saved in ${made.file} (${formatBytes(made.bytes)}).`);
    return 0;
  }
  if (!asksForHelp && verb === "restore" && file !== undefined) {
    const userId = process.getuid?.();
    const kept = await restore({ dataDir: dataDir(), source: file, now: new Date(), userId });
    print(`Restored to ${dataDir()}.${kept === null ? "" : ` What was there is kept as ${kept}.`}`);
    return 0;
  }
  print(HELP);
  return values.help === true ? 0 : 1;
}

/** The other settings may be wrong, and people's words can still be saved. */
function dataDir(): string {
  const setting = { ...readEnvFile(".env"), ...process.env }["DATA_DIR"];
  return parseConfig({ DATA_DIR: setting }).dataDir;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What our own errors say is meant for the person who runs the bot; anything else is a defect, and its trace helps to mend it. */
function explain(error: unknown): string {
  if (error instanceof HistoryError || error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

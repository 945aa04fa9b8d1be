import { join } from "node:path";
import { z } from "zod";
import type { ChannelId } from "../../src/core/chat.ts";
import { connectSqlite } from "../../src/core/database/sqlite-store.ts";
import { openKeyvHistory } from "../../src/core/history/keyv-history.ts";
import type { Turn } from "../../src/core/turn.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";

const verdict = z.array(z.object({ integrity_check: z.string() }));

/** What a bot that has ended left on disk. */
export interface Stored {
  /** What SQLite says of its file: `ok`. */
  readonly integrity: string;
  readonly turns: ReadonlyMap<ChannelId, readonly Turn[]>;
}

/** Reads the data folder of a bot that has ended. */
export async function readStored(dataDir: string, channels: readonly ChannelId[]): Promise<Stored> {
  const file = join(dataDir, "lantern.sqlite");
  const database = await connectSqlite(file, 1000);
  const found = verdict.parse(await database.query("PRAGMA integrity_check"));
  await database.disconnect();
  await using history = await openKeyvHistory({ file, clock: systemClock, log: createCapturedLog() });
  const turns = new Map<ChannelId, readonly Turn[]>();
  for (const channel of channels) turns.set(channel, await history.load(channel));
  return { integrity: found.map(({ integrity_check: line }) => line).join("; "), turns };
}

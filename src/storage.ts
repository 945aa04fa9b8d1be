import { join } from "node:path";
import type { Clock } from "./core/clock.ts";
import { openStoredAnswers } from "./core/answers/keyv-answers.ts";
import type { StoredAnswers } from "./core/answers/stored-answers.ts";
import { setDamagedAside } from "./core/database/damaged-file.ts";
import type { HistoryStore } from "./core/history/history-store.ts";
import { openKeyvHistory } from "./core/history/keyv-history.ts";
import type { Inbox } from "./core/inbox/inbox.ts";
import { openKeyvInbox } from "./core/inbox/keyv-inbox.ts";
import type { Log } from "./core/log.ts";
import { openKeyvSettings } from "./core/settings/keyv-settings.ts";
import type { SettingsStore } from "./core/settings/settings-store.ts";
import { lockDataDir } from "./data-lock.ts";
import { type KeptBuckets, openKeptBuckets } from "./metrics/kept-buckets.ts";

/** What the bot keeps on disk, with the folder to itself. */
export interface Storage extends AsyncDisposable {
  readonly history: HistoryStore;
  readonly inbox: Inbox;
  readonly settings: SettingsStore;
  /** Null: none are kept. */
  readonly answers: StoredAnswers | null;
  /** What the bot counted of its own doing. */
  readonly counted: KeptBuckets;
}

/**
 * Opens what is kept in the folder `dataDir`. A damaged database is set aside and told with `say`, in one sentence that says
 * where it lies now. Throws {@link HistoryError}, with all that was open closed again.
 */
export async function openStorage(options: {
  dataDir: string;
  /** How long an answer to a first question is kept; 0: not at all. */
  answersMs: number;
  clock: Clock;
  log: Log;
  say: (line: string) => void;
}): Promise<Storage> {
  const { dataDir, answersMs, clock, log, say } = options;
  const file = join(dataDir, "lantern.sqlite");
  const opened: AsyncDisposable[] = [];

  async function close(): Promise<void> {
    for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
  }

  try {
    opened.push(await lockDataDir(dataDir));
    const damage = await setDamagedAside(file);
    if (damage !== null) {
      log.error(damage);
      say(damage);
    }
    const history = await openKeyvHistory({ file, clock, log });
    opened.push(history);
    const inbox = await openKeyvInbox({ file, log });
    opened.push(inbox);
    const settings = await openKeyvSettings({ file, log });
    opened.push(settings);
    const answers =
      answersMs === 0 ? null : await openStoredAnswers({ file, date: Date.now, log, maxAgeMs: answersMs });
    if (answers) opened.push(answers);
    const counted = await openKeptBuckets({ file, log });
    opened.push(counted);
    return { history, inbox, settings, answers, counted, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

import { loggableChannel, platformOf } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { Inbox, InboxEntry } from "../inbox/inbox.ts";
import type { Log } from "../log.ts";
import { createRecentMap } from "../recent.ts";

/** Brings what is known of questions and their answers to the disk. */
export interface SafeKeeping {
  /**
   * Resolves when it was tried, and never rejects: what cannot be kept is answered all the same. It is tried again until
   * it is on disk or a newer state of the question is, or else the next start would answer what is answered already.
   */
  readonly save: (entry: InboxEntry) => Promise<void>;
  /**
   * Lets go of what is kept of the channel's questions, and of a person's only if one is named: of those that are open as well,
   * whose answers have been stopped, and whatever becomes known of them later. Throws {@link HistoryError} `unwritable`.
   */
  readonly forget: Inbox["forget"];
  /** Tries what is not on disk a last time. Never rejects. */
  readonly close: () => Promise<void>;
}

const RETRY_MS = 5_000;
/** Questions whose state is not on disk; beyond that the oldest are given up. */
const MAX_OWED = 4_000;
/** Questions that were forgotten before their answers had ended. */
const MAX_FORGOTTEN = 4_000;

export function createSafeKeeping(options: { inbox: Inbox; clock: Clock; log: Log }): SafeKeeping {
  const { inbox, clock, log } = options;
  const closing = new AbortController();
  /** The newest state of each question that could not be stored. */
  const owed = new Map<string, InboxEntry>();
  /** Of these nothing is stored any more. */
  const forgotten = createRecentMap<string, true>(MAX_FORGOTTEN);
  let retrying = false;

  async function put(entry: InboxEntry, onFailure: (error: unknown) => void): Promise<boolean> {
    const key = keyOf(entry);
    owed.delete(key);
    try {
      await inbox.put(entry);
      owed.delete(key); // an older state of it that failed while this one waited
      return true;
    } catch (error) {
      if (!forgotten.get(key)) owed.set(key, entry);
      onFailure(error);
      return false;
    }
  }

  /** Until one fails. What is done and was never stored, or is forgotten by now, needs no place any more. */
  async function putOwed(): Promise<void> {
    for (const [key, entry] of owed) {
      if (owed.get(key) !== entry) continue;
      if (entry.state === "done" && !inbox.get(entry.channel, entry.messageId)) owed.delete(key);
      else if (!(await put(entry, () => {}))) return;
    }
    log.info("all questions are kept safe again");
  }

  async function retry(): Promise<void> {
    while (owed.size > 0) {
      await clock.sleep(RETRY_MS, closing.signal);
      await putOwed();
    }
  }

  async function save(entry: InboxEntry): Promise<void> {
    if (forgotten.get(keyOf(entry))) return;
    const isKept = await put(entry, (error) => {
      log.error("a question could not be kept safe", { channel: loggableChannel(entry.channel), error });
    });
    if (isKept) return;
    for (const oldest of owed.keys()) {
      if (owed.size <= MAX_OWED) break;
      owed.delete(oldest);
    }
    if (retrying) return;
    retrying = true;
    retry()
      .catch(() => undefined) // closing, where it is tried once more
      .finally(() => (retrying = false));
  }

  return {
    save,
    async forget(channel, person) {
      const all = [...inbox.open(platformOf(channel)), ...owed.values()];
      const meant = all
        .filter((entry) => entry.channel === channel && (person === undefined || entry.asker.id === person))
        .map(asDone);
      for (const entry of meant) {
        owed.delete(keyOf(entry));
        forgotten.set(keyOf(entry), true);
      }
      try {
        const stored = meant.filter((entry) => inbox.get(channel, entry.messageId));
        await Promise.all(stored.map((entry) => inbox.put(entry))); // only what is done is removed
        await inbox.forget(channel, person);
      } catch (error) {
        for (const entry of meant) forgotten.delete(keyOf(entry));
        await Promise.all(meant.map(save)); // they are not to be answered, at least
        throw error;
      }
    },
    async close() {
      closing.abort();
      if (owed.size > 0) await putOwed();
    },
  };
}

function asDone(entry: InboxEntry): InboxEntry {
  return { ...entry, posting: false, state: "done" };
}

function keyOf({ channel, messageId }: InboxEntry): string {
  return `${channel} ${messageId}`;
}

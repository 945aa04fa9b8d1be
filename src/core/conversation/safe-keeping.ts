import { loggableChannel } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { Inbox, InboxEntry } from "../inbox/inbox.ts";
import type { Log } from "../log.ts";

/** Brings what is known of questions and their answers to the disk. */
export interface SafeKeeping {
  /**
   * Resolves when it was tried, and never rejects: what cannot be kept is answered all the same. It is tried again until
   * it is on disk or a newer state of the question is, or else the next start would answer what is answered already.
   */
  readonly save: (entry: InboxEntry) => Promise<void>;
  /** Tries what is not on disk a last time. Never rejects. */
  readonly close: () => Promise<void>;
}

const RETRY_MS = 5_000;
/** Questions whose state is not on disk; beyond that the oldest are given up. */
const MAX_OWED = 4_000;

export function createSafeKeeping(options: { inbox: Inbox; clock: Clock; log: Log }): SafeKeeping {
  const { inbox, clock, log } = options;
  const closing = new AbortController();
  /** The newest state of each question that could not be stored. */
  const owed = new Map<string, InboxEntry>();
  let retrying = false;

  async function put(entry: InboxEntry, onFailure: (error: unknown) => void): Promise<boolean> {
    const key = `${entry.channel} ${entry.messageId}`;
    owed.delete(key);
    try {
      await inbox.put(entry);
      owed.delete(key); // an older state of it that failed while this one waited
      return true;
    } catch (error) {
      owed.set(key, entry);
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

  return {
    async save(entry) {
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
    },
    async close() {
      closing.abort();
      if (owed.size > 0) await putOwed();
    },
  };
}

import { loggableChannel, type Platform, platformOf, type Reply, type ReplyPlace } from "../chat.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Inbox, InboxEntry, Words } from "../inbox/inbox.ts";
import type { Log } from "../log.ts";
import type { Answerer } from "./answerer.ts";
import { sentencesIn } from "./sentences.ts";
import { createTask } from "./task.ts";

/**
 * Why nothing is answered anew: - `overtaken`: it is being answered, others were since, or it was forgotten. - `busy`: the
 * line is full.
 */
export type Refusal = "overtaken" | "busy";

/** Takes up questions that were accepted earlier. */
export interface Again {
  /**
   * Answers a question anew, where its answer stands, as `words` now say. `reply` is for where no message shows the answer.
   * Throws {@link HistoryError} `unreadable`.
   */
  anew(entry: InboxEntry, words: readonly Words[], reply?: Reply): Promise<Refusal | null>;
  /** Brings a question that an earlier run of the bot left open to its end, once `ready` has resolved. */
  resume(entry: InboxEntry, ready: Promise<void>): void;
}

export interface AgainOptions {
  readonly answerer: Answerer;
  readonly history: HistoryStore;
  readonly inbox: Inbox;
  readonly log: Log;
  /** See {@link RunningAdapter.replyAt}. */
  readonly replyAt: (platform: Platform, place: ReplyPlace, parts: readonly string[]) => Reply | null;
  /** See {@link TaskOptions.save}. */
  readonly save: (entry: InboxEntry) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly date: () => number;
}

/** Whose question waited longer is told that the bot was away. */
const AWAY_MS = 10 * 60_000;

export function createAgain(options: AgainOptions): Again {
  const { answerer, history, inbox, log, replyAt, save, date } = options;

  return {
    async anew({ channel, messageId }, words, given) {
      const isUnderWay = answerer
        .tasks()
        .some((task) => task.channel === channel && task.messageId === messageId);
      if (isUnderWay) return "overtaken";
      await answerer.ended({ channel, messageId });
      const kept = await history.find(channel, messageId);
      // As it is now, with all the messages that show its answer.
      const entry = inbox.get(channel, messageId);
      if (!entry || (kept ? !kept.isLast : inbox.latest(channel) !== entry)) return "overtaken";
      const inPlace = entry.parts.length > 0 || !given;
      const reply = inPlace ? replyAt(platformOf(entry.channel), entry.place, entry.parts) : given;
      if (!reply) return "overtaken";
      const open: InboxEntry = {
        ...entry,
        words,
        acceptedAt: date(),
        replaces: kept ? EXCHANGE_TURNS : entry.replaces,
        state: "open",
      };
      return answerer.submit(createTask({ entry: open, reply, save }), save(open)) ? null : "busy";
    },
    resume(entry, ready) {
      const reply = replyAt(platformOf(entry.channel), entry.place, entry.parts);
      if (!reply) {
        log.warn("an unanswered question has no place to be answered any more", {
          channel: loggableChannel(entry.channel),
        });
        void save({ ...entry, state: "done" });
        return;
      }
      const notes = date() - entry.acceptedAt > AWAY_MS ? [sentencesIn(entry.language).wasAway] : [];
      const task = createTask({ entry, reply, notes, save });
      if (answerer.submit(task, ready)) return;
      log.warn("an unanswered question waits for the next start", {
        channel: loggableChannel(entry.channel),
      });
    },
  };
}

/** A question and its answer. */
const EXCHANGE_TURNS = 2;

import type { PostTracker, Reply } from "../chat.ts";
import type { InboxEntry, Words } from "../inbox/inbox.ts";
import type { SourceRef } from "../knowledge/knowledge.ts";

/**
 * Why an answer ends before its time:
 * - `asked`: a person stopped it. - `withdrawn`: its question was deleted. - `reset`: the channel was reset.
 * - `lost`: nobody can see it any more. - `shutdown`: the bot is being stopped.
 */
export type StopReason = "asked" | "withdrawn" | "reset" | "lost" | "shutdown";

/** A question that is to be answered, from its acceptance to the end of its answer. */
export interface Task extends Pick<InboxEntry, "channel" | "messageId" | "asker" | "language" | "direct"> {
  /** The question as it stands now, and what is shown of its answer. */
  readonly entry: InboxEntry;
  readonly reply: Reply;
  /** Sentences of the bot's own that are to stand below the answer. */
  readonly notes: readonly string[];
  /** A run that was killed may have left a message that is none of those that show the answer. */
  readonly mayBeDoubled: boolean;
  /** Aborts when the answer shall end. */
  readonly signal: AbortSignal;
  state(): "waiting" | "answering" | "ended";
  /** Why it was told to end; null while it was not. */
  stopReason(): StopReason | null;
  begin(): void;
  end(): void;
  /** The first reason counts. */
  stop(reason: StopReason): void;
  /**
   * The question says something else now: an attempt under way is given up, and another one follows. Resolves once that is
   * on disk.
   */
  revise(words: readonly Words[]): Promise<void>;
  /** Notes the documents that the answer comes from. Resolves once that is on disk. */
  cite(sources: readonly SourceRef[]): Promise<void>;
  /** For one attempt at the answer; aborts when the answer shall end or the question changes. */
  attempt(): AbortSignal;
}

export interface TaskOptions {
  readonly entry: InboxEntry;
  readonly reply: Reply;
  readonly notes?: readonly string[];
  /** Brings what is known of the question and its answer to the disk. Never rejects. */
  readonly save: (entry: InboxEntry) => Promise<void>;
}

export function createTask({ entry: first, reply, notes = [], save }: TaskOptions): Task {
  const { channel, messageId, asker, language, direct } = first;
  const stopping = new AbortController();
  let entry = first;
  let attempt = new AbortController();
  let state: ReturnType<Task["state"]> = "waiting";
  let stopReason: StopReason | null = null;
  let mayBeDoubled = first.posting;

  function change(changes: Partial<InboxEntry>): Promise<void> {
    entry = { ...entry, ...changes };
    return save(entry);
  }

  function stop(reason: StopReason): void {
    stopReason ??= reason;
    stopping.abort();
  }

  /** After a crash it must be known which messages show the answer, and whether there may be one more, after every crash. */
  const tracker: PostTracker = {
    posting() {
      mayBeDoubled ||= entry.posting;
      return change({ posting: true });
    },
    posted(part, alone) {
      mayBeDoubled &&= !alone;
      return change({ posting: mayBeDoubled, parts: [...entry.parts, part] });
    },
    notPosted: () => change({ posting: mayBeDoubled }),
  };
  reply.track(tracker);

  return {
    channel,
    messageId,
    asker,
    language,
    direct,
    get entry() {
      return entry;
    },
    reply,
    notes,
    get mayBeDoubled() {
      return mayBeDoubled;
    },
    signal: stopping.signal,
    state: () => state,
    stopReason: () => stopReason,
    stop,
    begin() {
      state = "answering";
      if (reply.lost.aborted) stop("lost");
      reply.lost.addEventListener("abort", () => stop("lost"), { once: true, signal: stopping.signal });
    },
    end() {
      state = "ended";
    },
    revise(words) {
      const saved = change({ words });
      attempt.abort();
      return saved;
    },
    cite: (sources) => change({ sources }),
    attempt() {
      attempt = new AbortController();
      return AbortSignal.any([stopping.signal, attempt.signal]);
    },
  };
}

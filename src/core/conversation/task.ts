import type { ChannelId, Person, Reply } from "../chat.ts";
import type { Language } from "../language.ts";

/**
 * Why an answer ends before its time:
 * - `asked`: a person stopped it. - `withdrawn`: its question was deleted. - `reset`: the channel was reset.
 * - `lost`: nobody can see it any more. - `shutdown`: the bot is being stopped.
 */
export type StopReason = "asked" | "withdrawn" | "reset" | "lost" | "shutdown";

/** A question that is to be answered, from its acceptance to the end of its answer. */
export interface Task {
  readonly channel: ChannelId;
  readonly messageId: string;
  readonly person: Person;
  readonly language: Language;
  readonly reply: Reply;
  /** Aborts when the answer shall end. */
  readonly signal: AbortSignal;
  state(): "waiting" | "answering" | "ended";
  /** Why it was told to end; null while it was not. */
  stopReason(): StopReason | null;
  begin(): void;
  end(): void;
  /** The first reason counts. */
  stop(reason: StopReason): void;
}

export function createTask(
  facts: Pick<Task, "channel" | "messageId" | "person" | "language" | "reply">,
): Task {
  const stopping = new AbortController();
  let state: ReturnType<Task["state"]> = "waiting";
  let stopReason: StopReason | null = null;

  function stop(reason: StopReason): void {
    stopReason ??= reason;
    stopping.abort();
  }

  return {
    ...facts,
    signal: stopping.signal,
    state: () => state,
    stopReason: () => stopReason,
    stop,
    begin() {
      state = "answering";
      if (facts.reply.lost.aborted) stop("lost");
      facts.reply.lost.addEventListener("abort", () => stop("lost"), { once: true, signal: stopping.signal });
    },
    end() {
      state = "ended";
    },
  };
}

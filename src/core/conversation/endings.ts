import { randomBytes } from "node:crypto";
import type { AnswerObserver } from "../answer-observer.ts";
import { type ChannelId, type Ending, loggableChannel, platformOf, type Reply } from "../chat.ts";
import { figuresOfNothing } from "../engine/figures.ts";
import { SurfaceError } from "../errors.ts";
import type { InboxEntry } from "../inbox/inbox.ts";
import type { Log } from "../log.ts";
import type { Apology } from "./apology.ts";
import { type Sentences, sentencesIn } from "./sentences.ts";
import type { StopReason, Task } from "./task.ts";

/** A reply, and the channel that it is in. */
export interface Where {
  readonly channel: ChannelId;
  readonly reply: Reply;
}

/** The end of an answer, whole or not. */
export type AnswerEnding = Exclude<Ending, { kind: "failed" }>;

/** Brings replies to their last word. Nothing of it rejects. */
export interface Endings {
  /** Shows the end. What is stored but could not be shown for now is shown after the next start. */
  conclude(task: Task, end: AnswerEnding): Promise<void>;
  /** Says on `reply` why there is no answer, or no whole one. */
  apologize(where: Where, text: string, apology: Apology, error?: unknown): Promise<void>;
  /** Ends a reply without a word: what is to be said is said elsewhere. */
  dismiss(where: Where): Promise<void>;
  /** Nothing is owed any more. */
  close(task: Task): Promise<void>;
}

export interface EndingsOptions {
  readonly log: Log;
  readonly observer?: AnswerObserver | undefined;
  /** Brings what is known of a question and its answer to the disk. Never rejects. */
  readonly save: (entry: InboxEntry) => Promise<void>;
}

export function createEndings({ log, observer, save }: EndingsOptions): Endings {
  /** Gives what stood in the way of showing it. */
  async function land({ channel, reply }: Where, end: Ending): Promise<unknown> {
    try {
      await reply.finish(end);
      return undefined;
    } catch (error) {
      log.warn("the end of a reply could not be shown", { channel: loggableChannel(channel), error });
      return error;
    }
  }

  function close(task: Task): Promise<void> {
    return save({ ...task.entry, posting: false, state: "done" });
  }

  return {
    close,
    async conclude(task, end) {
      const { recovered } = sentencesIn(task.language);
      const notes = task.mayBeDoubled && end.text !== "" ? [...end.notes, recovered] : end.notes;
      const error = await land(task, { ...end, notes, whenDoubled: recovered });
      const mayPass =
        error instanceof SurfaceError && (error.code === "unavailable" || error.code === "rate-limited");
      if (!mayPass) await close(task);
    },
    async apologize(where, text, { code, sentence, ours }, error) {
      observer?.failed(platformOf(where.channel), code);
      const incident = ours ? randomBytes(3).toString("hex") : "";
      if (ours) log.error("no answer", { incident, channel: loggableChannel(where.channel), code, error });
      await land(where, { kind: "failed", text, code, sentence, incident });
    },
    async dismiss(where) {
      await land(where, endingWithoutModel("stopped", "", []));
    },
  };
}

/** The end of an answer that the model was not asked for. */
export function endingWithoutModel(
  kind: AnswerEnding["kind"],
  text: string,
  notes: readonly string[],
): AnswerEnding {
  return { kind, text, notes, figures: figuresOfNothing(0) };
}

/** What stands below an answer that ended before its time. Where nothing is to be seen of it and nobody asked, nothing. */
export function stopNotes(reason: StopReason, text: string, sentences: Sentences): readonly string[] {
  switch (reason) {
    case "shutdown":
      return [sentences.restarting];
    case "asked":
      return [sentences.stopped];
    case "withdrawn":
    case "reset":
    case "lost":
      return text === "" ? [] : [sentences.stopped];
  }
}

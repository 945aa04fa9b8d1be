import { randomBytes } from "node:crypto";
import type { AnswerObserver } from "../answer-observer.ts";
import { type ChannelId, type Ending, loggableChannel, platformOf, type Reply } from "../chat.ts";
import type { Clock } from "../clock.ts";
import { figuresOfNothing } from "../engine/figures.ts";
import type { AnswerFigures, LanguageModel } from "../engine/language-model.ts";
import { SurfaceError } from "../errors.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { InboxEntry } from "../inbox/inbox.ts";
import type { Log } from "../log.ts";
import { createRecentSet } from "../recent.ts";
import { type Apology, apologyFor } from "./apology.ts";
import type { LineSpeed } from "./line-speed.ts";
import { findQuestion, type Question } from "./question.ts";
import { type Sentences, sentencesIn } from "./sentences.ts";
import type { StopReason, Task } from "./task.ts";
import { createProgressTeller } from "./tell-progress.ts";
import { createTurnQueue } from "./turn-queue.ts";
import { writeAnswer } from "./write-answer.ts";

/** Takes questions to the end of their answers: one at a time in each channel, shown, stored, never without a last word. */
export interface Answerer {
  /** Answers `task` after the channel's earlier ones, once `ready` has resolved. False, and nothing happens, when the line is full. */
  submit(task: Task, ready: Promise<void>): boolean;
  /** Ends a task: out of the line at once, or with what is written of its answer. */
  stop(task: Task, reason: StopReason): void;
  /** Those that wait or are being written, in the order of their acceptance. */
  tasks(): readonly Task[];
  /** Says on `reply` why there is no answer, or no whole one. Never rejects. */
  apologize(where: Where, text: string, apology: Apology, error?: unknown): Promise<void>;
  /** Ends a reply without a word: what is to be said is said elsewhere. Never rejects. */
  dismiss(where: Where): Promise<void>;
  /** Resolves once nothing of an entry is being answered or shown any more; at once when nothing is. */
  ended(entry: Pick<InboxEntry, "channel" | "messageId">): Promise<void>;
  /** Resolves when all tasks have ended. */
  drained(): Promise<void>;
}

/** The end of an answer, whole or not. */
type Stop = Exclude<Ending, { kind: "failed" }>;

interface Where {
  readonly channel: ChannelId;
  readonly reply: Reply;
}

export interface AnswererOptions {
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly line: LineSpeed;
  /** What the bot calls itself. */
  readonly name: string;
  readonly systemPrompt: string;
  readonly maxAnswerTokens: number;
  /** The model is the bundled demo: first answers say so. */
  readonly demo: () => boolean;
  /** Hears what each answer cost. */
  readonly onFigures: (channel: ChannelId, figures: AnswerFigures) => void;
  readonly observer?: AnswerObserver | undefined;
  /** Brings what is known of a question and its answer to the disk. Never rejects. */
  readonly save: (entry: InboxEntry) => Promise<void>;
}

/** Questions of one channel, the one being answered included. */
const MAX_QUESTIONS = 10;
/** Questions of all channels: at half a second each, what comes last waits a quarter of an hour. */
const MAX_QUESTIONS_IN_ALL = 2000;
/** Channels of which it is remembered that they were told of a full window. */
const TOLD_CHANNELS = 1000;

export function createAnswerer(options: AnswererOptions): Answerer {
  const { model, history, clock, log, line, save } = options;
  const tasks = new Set<Task>();
  const runs = new Map<string, Promise<void>>();
  const told = createRecentSet(TOLD_CHANNELS);
  const queue = createTurnQueue(MAX_QUESTIONS, (error) => log.error("a turn broke", { error }));

  async function run(task: Task, ready: Promise<void>): Promise<void> {
    await ready;
    if (task.state() !== "waiting") return; // stopped while it waited
    task.begin();
    task.reply.working({ kind: "started" });
    let shown = "";
    try {
      await answer(task, (text) => (shown = text));
    } catch (error) {
      await apologize(task, shown, apologyFor(error, sentencesIn(task.language)), error);
      await close(task);
    } finally {
      leave(task);
    }
  }

  function leave(task: Task): void {
    task.end();
    tasks.delete(task);
  }

  /** Nothing is owed any more. */
  function close(task: Task): Promise<void> {
    return save({ ...task.entry, posting: false, state: "done" });
  }

  async function answer(task: Task, onText: (text: string) => void): Promise<void> {
    for (;;) {
      const signal = task.attempt();
      const found = await findQuestion(task.entry, history);
      switch (found.kind) {
        case "overtaken":
          // The answer that stands there is left as it is.
          if (task.entry.parts.length === 0) await land(task, NOTHING);
          return close(task);
        case "shown":
          leave(task);
          return conclude(task, { kind: "answered", ...ending(found.answer, task.notes) });
        case "ask": {
          let text = "";
          const figures = await write(task, found.question, signal, (all) => onText((text = all)));
          if (signal.aborted && task.stopReason() === null) continue; // the question has changed
          return store(task, found.question, text, figures);
        }
      }
    }
  }

  function write(task: Task, question: Question, signal: AbortSignal, onText: (text: string) => void) {
    const request = {
      channel: task.channel,
      asker: task.asker.id,
      system: options.systemPrompt,
      botName: options.name,
      turns: [...question.before, question.turn],
      maxAnswerTokens: options.maxAnswerTokens,
    };
    const progress = createProgressTeller({ sentences: sentencesIn(task.language), line, clock });
    return writeAnswer(model, request, { reply: task.reply, progress, signal }, onText);
  }

  /** Stores what was said before the last of it is shown: the bot then knows all that people can see it said. */
  async function store(task: Task, question: Question, text: string, figures: AnswerFigures): Promise<void> {
    const sentences = sentencesIn(task.language);
    const reason = task.stopReason();
    leave(task); // there is nothing to stop any more
    options.onFigures(task.channel, figures);
    if (reason === "shutdown" && text === "") return; // it stays in the inbox, for the next start
    if (text === "" && reason === null) {
      await apologize(task, "", { code: "model", sentence: sentences.noAnswer, ours: false });
      return close(task);
    }
    if (text !== "" && (reason === null || reason === "asked" || reason === "shutdown")) {
      const source = { messageId: task.messageId, person: task.asker.id };
      await history.append(
        task.channel,
        [question.turn, { role: "assistant", text }],
        question.replaces,
        source,
      );
    }
    const notes = [
      ...(reason === null ? [] : stopNotes(reason, text, sentences)),
      ...(figures.ended === "length" ? [sentences.cutAtLength] : []),
      ...(figures.ended === "looping" ? [sentences.cutLoop] : []),
      ...(figures.turnsLeftOut > 0 && told.add(task.channel) ? [sentences.olderTurnsLeft] : []),
      ...(options.demo() && question.before.length === 0 ? [sentences.demoModel] : []),
      ...task.notes,
    ];
    options.observer?.answered(platformOf(task.channel), figures);
    log.info("answered", { channel: loggableChannel(task.channel), ...figures });
    return conclude(task, { kind: reason === null ? "answered" : "stopped", text, notes, figures });
  }

  /** Shows the end. What is stored but could not be shown for now is shown after the next start. */
  async function conclude(task: Task, end: Stop): Promise<void> {
    const { recovered } = sentencesIn(task.language);
    const notes = task.mayBeDoubled && end.text !== "" ? [...end.notes, recovered] : end.notes;
    const error = await land(task, { ...end, notes, whenDoubled: recovered });
    const mayPass =
      error instanceof SurfaceError && (error.code === "unavailable" || error.code === "rate-limited");
    if (!mayPass) await close(task);
  }

  async function apologize(
    where: Where,
    text: string,
    { code, sentence, ours }: Apology,
    error?: unknown,
  ): Promise<void> {
    options.observer?.failed(platformOf(where.channel), code);
    const incident = ours ? randomBytes(3).toString("hex") : "";
    if (ours) log.error("no answer", { incident, channel: loggableChannel(where.channel), code, error });
    await land(where, { kind: "failed", text, code, sentence, incident });
  }

  /** Gives what stood in the way of showing it. Never rejects. */
  async function land({ channel, reply }: Where, end: Ending): Promise<unknown> {
    try {
      await reply.finish(end);
      return undefined;
    } catch (error) {
      log.warn("the end of a reply could not be shown", { channel: loggableChannel(channel), error });
      return error;
    }
  }

  return {
    apologize,
    tasks: () => [...tasks],
    drained: () => queue.drained(),
    async dismiss(where) {
      await land(where, NOTHING);
    },
    ended: async (entry) => runs.get(keyOf(entry)),
    submit(task, ready) {
      if (tasks.size >= MAX_QUESTIONS_IN_ALL) return false;
      const key = keyOf(task);
      const turn = () => {
        const running = run(task, ready).finally(() => runs.delete(key));
        runs.set(key, running);
        return running;
      };
      if (!queue.enqueue(task.channel, turn)) return false;
      tasks.add(task);
      return true;
    },
    stop(task, reason) {
      const waited = task.state() === "waiting";
      task.stop(reason);
      if (!waited) return;
      leave(task);
      if (reason === "shutdown") return; // it stays in the inbox, for the next start
      const notes = stopNotes(reason, "", sentencesIn(task.language));
      void conclude(task, { kind: "stopped", ...ending("", notes) });
    },
  };
}

function keyOf({ channel, messageId }: Pick<InboxEntry, "channel" | "messageId">): string {
  return `${channel} ${messageId}`;
}

/** The end of an answer that the model was not asked for. */
function ending(text: string, notes: readonly string[]) {
  return { text, notes, figures: figuresOfNothing(0) };
}

const NOTHING: Ending = { kind: "stopped", ...ending("", []) };

/** What stands below an answer that ended before its time. Where nothing is to be seen of it and nobody asked, nothing. */
function stopNotes(reason: StopReason, text: string, sentences: Sentences): readonly string[] {
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

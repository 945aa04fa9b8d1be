import { randomBytes } from "node:crypto";
import { type ChannelId, type Ending, loggableChannel, type Reply } from "../chat.ts";
import type { Clock } from "../clock.ts";
import { figuresOfNothing } from "../engine/figures.ts";
import type { AnswerFigures, LanguageModel } from "../engine/language-model.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Log } from "../log.ts";
import type { Turn } from "../turn.ts";
import { type Apology, apologyFor } from "./apology.ts";
import { createLineSpeed } from "./line-speed.ts";
import { createRecentSet } from "../recent.ts";
import { type Sentences, sentencesIn } from "./sentences.ts";
import type { StopReason, Task } from "./task.ts";
import { createProgressTeller } from "./tell-progress.ts";
import { createTurnQueue } from "./turn-queue.ts";
import { writeAnswer } from "./write-answer.ts";

/** What is to be answered, and what was said before it. */
export interface Question {
  readonly turn: Turn;
  readonly before: readonly Turn[];
  /** How many of the newest stored turns the new exchange takes the place of. */
  readonly replaces: number;
}

/** Finds the question in what is stored when its turn comes; null when there is none. */
export type QuestionIn = (stored: readonly Turn[]) => Question | null;

/** Takes questions to the end of their answers: one at a time in each channel, shown, stored, never without a last word. */
export interface Answerer {
  /** False, and nothing happens, when the channel's line is full. */
  submit(task: Task, questionIn: QuestionIn): boolean;
  /** Ends a task: out of the line at once, or with what is written of its answer. */
  stop(task: Task, reason: StopReason): void;
  /** Those that wait or are being written, in the order of their acceptance. */
  tasks(): readonly Task[];
  /** Says on `reply` why there is no answer, or no whole one. Never rejects. */
  apologize(
    where: Pick<Task, "channel" | "reply">,
    text: string,
    apology: Apology,
    error?: unknown,
  ): Promise<void>;
  /** Resolves when all tasks have ended. */
  drained(): Promise<void>;
}

export interface AnswererOptions {
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly log: Log;
  /** What the bot calls itself. */
  readonly name: string;
  readonly systemPrompt: string;
  readonly maxAnswerTokens: number;
  /** The model is the bundled demo: first answers say so. */
  readonly demo: () => boolean;
  /** Hears what each answer cost. */
  readonly onFigures: (channel: ChannelId, figures: AnswerFigures) => void;
}

/** Questions of one channel, the one being answered included. */
const MAX_QUESTIONS = 10;
/** Channels of which it is remembered that they were told of a full window. */
const TOLD_CHANNELS = 1000;

export function createAnswerer(options: AnswererOptions): Answerer {
  const { model, history, clock, log } = options;
  const tasks = new Set<Task>();
  const line = createLineSpeed(clock);
  const told = createRecentSet(TOLD_CHANNELS);
  const queue = createTurnQueue(MAX_QUESTIONS, (error) => log.error("a turn broke", { error }));

  async function run(task: Task, questionIn: QuestionIn): Promise<void> {
    if (task.state() !== "waiting") return; // stopped while it waited
    task.begin();
    task.reply.working({ kind: "started" });
    try {
      await answer(task, questionIn);
    } finally {
      leave(task);
    }
  }

  function leave(task: Task): void {
    task.end();
    tasks.delete(task);
  }

  async function answer(task: Task, questionIn: QuestionIn): Promise<void> {
    const { channel, person } = task;
    const sentences = sentencesIn(task.language);
    let shown = "";
    try {
      const question = questionIn(await history.load(channel));
      if (!question) {
        const sentence = sentences.nothingToRetry;
        await apologize(task, "", { code: "nothing-to-retry", sentence, ours: false });
        return;
      }
      const request = {
        channel,
        asker: person.id,
        system: options.systemPrompt,
        botName: options.name,
        turns: [...question.before, question.turn],
        maxAnswerTokens: options.maxAnswerTokens,
      };
      const progress = createProgressTeller({ sentences, line, clock });
      const figures = await writeAnswer(model, request, task, progress, (text) => (shown = text));
      options.onFigures(channel, figures);
      await conclude(task, question, shown, figures);
    } catch (error) {
      await apologize(task, shown, apologyFor(error, sentences), error);
    }
  }

  /** Stores what was said before the last of it is shown: the bot then knows all that people can see it said. */
  async function conclude(
    task: Task,
    question: Question,
    text: string,
    figures: AnswerFigures,
  ): Promise<void> {
    const sentences = sentencesIn(task.language);
    const reason = task.stopReason();
    leave(task); // there is nothing to stop any more
    if (text === "" && reason === null) {
      await apologize(task, "", { code: "model", sentence: sentences.noAnswer, ours: false });
      return;
    }
    if (text !== "" && (reason === null || reason === "asked" || reason === "shutdown")) {
      await history.append(task.channel, [question.turn, { role: "assistant", text }], question.replaces);
    }
    const notes = [
      ...(reason === null ? [] : stopNotes(reason, text, sentences)),
      ...(figures.ended === "length" ? [sentences.cutAtLength] : []),
      ...(figures.ended === "looping" ? [sentences.cutLoop] : []),
      ...(figures.turnsLeftOut > 0 && told.add(task.channel) ? [sentences.olderTurnsLeft] : []),
      ...(options.demo() && question.before.length === 0 ? [sentences.demoModel] : []),
    ];
    await land(task, { kind: reason === null ? "answered" : "stopped", text, notes, figures });
    log.info("answered", { channel: loggableChannel(task.channel), ...figures });
  }

  async function apologize(
    where: Pick<Task, "channel" | "reply">,
    text: string,
    { code, sentence, ours }: Apology,
    error?: unknown,
  ): Promise<void> {
    const incident = ours ? randomBytes(3).toString("hex") : "";
    if (ours) log.error("no answer", { incident, channel: loggableChannel(where.channel), code, error });
    await land(where, { kind: "failed", text, code, sentence, incident });
  }

  async function land(
    { channel, reply }: { channel: ChannelId; reply: Reply },
    ending: Ending,
  ): Promise<void> {
    try {
      await reply.finish(ending);
    } catch (error) {
      log.warn("the end of a reply could not be shown", { channel: loggableChannel(channel), error });
    }
  }

  return {
    apologize,
    tasks: () => [...tasks],
    drained: () => queue.drained(),
    submit(task, questionIn) {
      if (!queue.enqueue(task.channel, () => run(task, questionIn))) return false;
      tasks.add(task);
      return true;
    },
    stop(task, reason) {
      const waited = task.state() === "waiting";
      task.stop(reason);
      if (!waited) return;
      leave(task);
      const sentences = sentencesIn(task.language);
      if (reason === "shutdown") {
        void apologize(task, "", { code: "stopping", sentence: sentences.shuttingDown, ours: false });
      } else {
        const notes = stopNotes(reason, "", sentences);
        void land(task, { kind: "stopped", text: "", notes, figures: figuresOfNothing(0) });
      }
    },
  };
}

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

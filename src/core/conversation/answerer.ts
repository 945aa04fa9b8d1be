import type { AnswerObserver } from "../answer-observer.ts";
import type { StoredAnswers } from "../answers/stored-answers.ts";
import { streamStored } from "../answers/stream-stored.ts";
import { isWorthKeeping } from "../answers/worth-keeping.ts";
import { type AnswerOrigin, type ChannelId, type Cited, loggableChannel, platformOf } from "../chat.ts";
import type { Clock } from "../clock.ts";
import { figuresOfNothing } from "../engine/figures.ts";
import type { AnswerFigures, LanguageModel } from "../engine/language-model.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { InboxEntry } from "../inbox/inbox.ts";
import type { SourceRef } from "../knowledge/knowledge.ts";
import type { Log } from "../log.ts";
import { createRecentSet } from "../recent.ts";
import { apologyFor } from "./apology.ts";
import { placeOf, sourcesOf } from "./consulting.ts";
import { type Endings, endingWithoutModel, stopNotes } from "./endings.ts";
import type { LineSpeed } from "./line-speed.ts";
import type { Plan, PlanAnswer } from "./plan-answer.ts";
import { findQuestion, formerAnswer, type Question, textOf } from "./question.ts";
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
  /** Resolves once nothing of an entry is being answered or shown any more; at once when nothing is. */
  ended(entry: Pick<InboxEntry, "channel" | "messageId">): Promise<void>;
  /** Resolves when all tasks have ended. */
  drained(): Promise<void>;
}

export interface AnswererOptions {
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly line: LineSpeed;
  readonly endings: Endings;
  readonly plan: PlanAnswer;
  /** Null: none are stored. */
  readonly answers: StoredAnswers | null;
  /** The model is the bundled demo: first answers say so. */
  readonly demo: () => boolean;
  /** Hears what each answer cost. */
  readonly onFigures: (channel: ChannelId, figures: AnswerFigures) => void;
  readonly observer?: AnswerObserver | undefined;
}

/** Questions of one channel, the one being answered included. */
const MAX_QUESTIONS = 10;
/** Questions of all channels: at half a second each, what comes last waits a quarter of an hour. */
const MAX_QUESTIONS_IN_ALL = 2000;
/** Channels of which it is remembered that they were told of a full window. */
const TOLD_CHANNELS = 1000;

/** What was said on a question, and where it comes from. */
interface Said {
  readonly text: string;
  readonly figures: AnswerFigures;
  readonly origin?: AnswerOrigin;
  readonly sources: readonly SourceRef[];
}

const NOTHING_SAID: Said = { text: "", figures: figuresOfNothing(0), sources: [] };

export function createAnswerer(options: AnswererOptions): Answerer {
  const { model, history, clock, log, line, endings } = options;
  const tasks = new Set<Task>();
  const runs = new Map<string, Promise<void>>();
  const told = createRecentSet(TOLD_CHANNELS);
  const queue = createTurnQueue(MAX_QUESTIONS, (error) => log.error("a turn broke", { error }));

  async function run(task: Task, ready: Promise<void>): Promise<void> {
    await ready;
    if (task.state() !== "waiting") return; // stopped while it waited
    task.begin();
    task.reply.working({ kind: "started" });
    const shown = { former: "", text: "" };
    try {
      await answer(task, shown);
    } catch (error) {
      await endings.apologize(
        task,
        shown.text || shown.former,
        apologyFor(error, sentencesIn(task.language)),
        error,
      );
      await endings.close(task);
    } finally {
      leave(task);
    }
  }

  /** What stood there before stays. Never rejects. */
  async function leaveLine(task: Task, reason: StopReason): Promise<void> {
    const former = await formerAnswer(task.entry, history);
    const notes = stopNotes(reason, former, sentencesIn(task.language));
    await endings.conclude(task, endingWithoutModel("stopped", former, notes));
  }

  function leave(task: Task): void {
    task.end();
    tasks.delete(task);
  }

  async function answer(task: Task, shown: { former: string; text: string }): Promise<void> {
    for (;;) {
      const signal = task.attempt();
      const found = await findQuestion(task.entry, history);
      switch (found.kind) {
        case "overtaken":
          // The answer that stands there is left as it is.
          if (task.entry.parts.length === 0) await endings.dismiss(task);
          return endings.close(task);
        case "shown": {
          leave(task);
          const end = endingWithoutModel("answered", found.answer, task.notes);
          return endings.conclude(task, { ...end, ...cited(task.entry.sources, sentencesIn(task.language)) });
        }
        case "ask": {
          shown.former = found.question.former;
          const outcome = await attempt(task, found.question, signal, (text) => (shown.text = text));
          if (outcome === "changed") continue;
          return store(task, found.question, outcome.plan, outcome.said);
        }
      }
    }
  }

  async function attempt(
    task: Task,
    question: Question,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<"changed" | { readonly plan: Plan | null; readonly said: Said }> {
    try {
      const plan = await options.plan(task, question, signal);
      const said = await (plan.kind === "say" ? say(task, plan, signal) : write(task, plan, signal, onText));
      if (!signal.aborted || task.stopReason() !== null) return { plan, said };
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      if (task.stopReason() !== null) return { plan: null, said: NOTHING_SAID };
    }
    return "changed";
  }

  async function say(task: Task, plan: Extract<Plan, { kind: "say" }>, signal: AbortSignal): Promise<Said> {
    const { origin, sources } = plan;
    const text = await streamStored(plan.text, { reply: task.reply, clock, signal });
    return { text, figures: { ...figuresOfNothing(0), ended: "complete" }, origin, sources };
  }

  async function write(
    task: Task,
    { request, passages }: Extract<Plan, { kind: "write" }>,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<Said> {
    let text = "";
    const progress = createProgressTeller({ sentences: sentencesIn(task.language), line, clock });
    const figures = await writeAnswer(model, request, { reply: task.reply, progress, signal }, (all) =>
      onText((text = all)),
    );
    return { text, figures, sources: sourcesOf(passages.slice(0, figures.passagesRead)) };
  }

  /** Stores what was said before the last of it is shown: the bot then knows all that people can see it said. */
  async function store(task: Task, question: Question, plan: Plan | null, said: Said): Promise<void> {
    const { text, figures, origin } = said;
    const sentences = sentencesIn(task.language);
    const reason = task.stopReason();
    leave(task); // there is nothing to stop any more
    if (origin === undefined) options.onFigures(task.channel, figures);
    if (reason === "shutdown" && text === "") return; // it stays in the inbox, for the next start
    if (text === "" && reason === null) {
      const apology = { code: "model", sentence: sentences.noAnswer, ours: false } as const;
      await endings.apologize(task, question.former, apology);
      return endings.close(task);
    }
    if (text !== "" && (reason === null || reason === "asked" || reason === "shutdown")) {
      if (said.sources.length > 0 || task.entry.sources.length > 0) await task.cite(said.sources);
      const source = { messageId: task.messageId, person: task.asker.id };
      await history.append(
        task.channel,
        [question.turn, { role: "assistant", text }],
        question.replaces,
        source,
      );
    }
    if (reason === null) void keep(task, plan, said);
    const notes = [
      ...(reason === null ? [] : stopNotes(reason, text, sentences)),
      ...(origin === "stored" ? [sentences.storedAnswer] : []),
      ...(figures.ended === "length" ? [sentences.cutAtLength] : []),
      ...(figures.ended === "looping" ? [sentences.cutLoop] : []),
      ...(figures.turnsLeftOut > 0 && told.add(task.channel) ? [sentences.olderTurnsLeft] : []),
      ...(options.demo() && question.before.length === 0 ? [sentences.demoModel] : []),
      ...task.notes,
    ];
    if (origin === undefined) options.observer?.answered(platformOf(task.channel), figures);
    log.info("answered", { channel: loggableChannel(task.channel), origin: origin ?? "model", ...figures });
    const kind = reason === null ? "answered" : "stopped";
    const from = { ...(origin === undefined ? {} : { origin }), ...cited(said.sources, sentences) };
    // Without a new one, the answer that is kept is the one to be seen.
    return endings.conclude(task, { kind, text: text || question.former, notes, figures, ...from });
  }

  /** Whoever asks the same first gets the same answer, if it is whole and anybody's. */
  async function keep(task: Task, plan: Plan | null, { text, figures, sources }: Said): Promise<void> {
    if (plan?.kind !== "write" || plan.scope === null || figures.ended !== "complete") return;
    const question = textOf(task.entry);
    if (!isWorthKeeping({ question, answer: text, names: [task.asker.name] })) return;
    const given = { channel: task.channel, person: task.asker.id };
    await options.answers?.keep(question, plan.scope, { text, sources }, given);
  }

  return {
    tasks: () => [...tasks],
    drained: () => queue.drained(),
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
      void leaveLine(task, reason);
    },
  };
}

function keyOf({ channel, messageId }: Pick<InboxEntry, "channel" | "messageId">): string {
  return `${channel} ${messageId}`;
}

/** Where an answer comes from, where documents say it. */
function cited([first, ...rest]: readonly SourceRef[], sentences: Sentences): { readonly cited?: Cited } {
  if (first === undefined) return {};
  const sources = [first, ...rest] as const;
  return { cited: { sources, sentence: sentences.citedFrom(sources.map(placeOf).join("; ")) } };
}

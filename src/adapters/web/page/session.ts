import type { AnswerView } from "./answer.ts";
import { command, fetchHistory, type History, type Underway } from "./api.ts";
import { ask, type Question } from "./ask.ts";
import type { Chats } from "./chats.ts";
import { followAnswer } from "./follow-answer.ts";
import type { Failure } from "./request.ts";
import { texts } from "./texts.ts";
import type { Thread } from "./thread.ts";
import { watchUnderway } from "./watch-underway.ts";

/** Failures after which the same text would fail again. */
const FINAL_FAILURES: ReadonlySet<string> = new Set([
  "empty",
  "too-long",
  "bad-text",
  "too-large",
  "not-allowed",
  "nothing-to-retry",
  "refused",
  "signed-out",
]);
/** Failures of which the person's text is the way out. */
const GIVE_BACK: ReadonlySet<string> = new Set(["too-long", "signed-out"]);

/** The conversation between the page and the bot. */
export interface Session {
  /** Shows what was said in the current conversation so far, and the answer that may be under way; says whether that could be had. */
  load(): Promise<boolean>;
  /** Waits for the history, so that the question stands below it. */
  ask(text: string): Promise<void>;
  /** Has the last question answered anew. */
  retry(): void;
  /** Has the last question answered anew as `text` now puts it. */
  revise(text: string): void;
  /** Has the answer under way ended. Gives the failure, where that was not to be had. */
  stop(): Promise<Failure | null>;
  isBusy(): boolean;
  /** Leaves the conversation on the screen, which goes on without us. */
  leave(): void;
}

export interface SessionEvents {
  onBusy(busy: boolean): void;
  /** A question is on its way. */
  onAsked(channel: string, text: string): void;
  /** What was said in `channel` so far. */
  onTurns(channel: string, turns: History["turns"]): void;
  onFailure(failure: Failure): void;
  onAnnounce(sentence: string): void;
  /** A question could not be taken as it is; its text is to be changed. */
  onTextBack(text: string): void;
}

export function createSession(chats: Chats, thread: Thread, events: SessionEvents): Session {
  /** Aborts when the conversation on the screen is left; undefined while nothing is under way. */
  let work: AbortController | undefined;
  let lastQuestion: string | undefined;
  /** What has to be sent for another try: until the bot has answered a text, that text. */
  let again: Question = { path: "/api/retry" };
  let loading: Promise<boolean> | undefined;

  const channel = () => chats.current().name;

  function leave(): void {
    work?.abort();
    work = undefined;
    events.onBusy(false);
  }

  /** Runs `job` as the one thing under way. */
  async function occupy(job: (signal: AbortSignal) => Promise<void>): Promise<void> {
    leave();
    const mine = new AbortController();
    work = mine;
    events.onBusy(true);
    await job(mine.signal);
    if (work === mine) leave();
  }

  /** Sends `question` and shows what comes of it; `stood` is what stood in its place before. */
  async function send(question: Question, answer: AnswerView, stood?: Stood): Promise<void> {
    again = question;
    const name = channel();
    await occupy(async (signal) => {
      events.onAnnounce(texts.writing);
      const outcome = await followAnswer(answer, ask(question, name, signal), signal);
      if (signal.aborted) return;
      switch (outcome.kind) {
        case "done":
          again = { path: "/api/retry" };
          events.onAnnounce(answer.spoken());
          break;
        case "failed":
          failed(answer, outcome.failure, outcome.text, stood);
          break;
        case "elsewhere":
          await resume(answer, signal);
          break;
      }
    });
  }

  function failed(answer: AnswerView, failure: Failure, text: string, stood?: Stood): void {
    const final = FINAL_FAILURES.has(failure.code);
    const revised = again.path === "/api/retry" ? again.text : undefined;
    // Where nothing takes its place, the earlier exchange still stands.
    if (final && stood && revised !== undefined) {
      thread.lastQuestion()?.setText(stood.question);
      lastQuestion = stood.question;
      again = { path: "/api/retry" };
      events.onTextBack(revised);
    }
    const keeps = revised === undefined || final;
    answer.complete(text || (keeps ? (stood?.answer ?? "") : ""));
    answer.fail(failure, !final);
    if (failure.code === "unreachable") events.onFailure(failure);
    if (GIVE_BACK.has(failure.code) && revised === undefined && lastQuestion !== undefined) {
      events.onTextBack(lastQuestion);
    }
  }

  /** Watches an answer that is written but not streamed to us, until it stands in the history. */
  async function resume(answer: AnswerView, signal: AbortSignal): Promise<void> {
    const name = channel();
    const history = await watchUnderway(
      name,
      {
        onText: (text) => text !== "" && answer.show(text),
        onUnreachable(failure) {
          answer.progress({ sentence: texts.reconnecting });
          events.onFailure(failure);
        },
      },
      signal,
    );
    if (!history) return;
    const asked = history.turns.findLast(({ role }) => role === "user")?.text;
    if (lastQuestion === undefined || asked === lastQuestion) showTurns(name, history.turns);
    else failed(answer, { code: "unreachable", message: texts.unreachable }, answer.text());
  }

  function showTurns(name: string, turns: History["turns"]): void {
    thread.clear();
    for (const { role, text } of turns) {
      if (role === "user") thread.addQuestion(text);
      else thread.addAnswer().complete(text);
    }
    lastQuestion = turns.findLast(({ role }) => role === "user")?.text;
    again = { path: "/api/retry" };
    events.onTurns(name, turns);
  }

  async function load(): Promise<boolean> {
    const name = channel();
    const outcome = await fetchHistory(name);
    if (name !== channel()) return true;
    if (!outcome.ok) {
      thread.clear();
      events.onFailure(outcome);
      return false;
    }
    const { turns, underway } = outcome.value;
    showTurns(name, turns);
    if (underway) void occupy((signal) => takeUp(underway, signal));
    return true;
  }

  async function takeUp(underway: Underway, signal: AbortSignal): Promise<void> {
    const { question, revised, cut, answer: text } = underway;
    lastQuestion = revised ?? (cut ? undefined : question);
    if (revised !== undefined) {
      thread.lastQuestion()?.setText(revised);
      again = { path: "/api/retry", text: revised };
    }
    if (question !== undefined) thread.addQuestion(cut ? `${question}…` : question);
    const answer = thread.lastAnswer() ?? thread.addAnswer();
    answer.begin();
    if (text !== "") answer.show(text);
    await resume(answer, signal);
  }

  /** Answers the last question again, where its answer stands. */
  function answerAnew(question: Question, stood?: Stood): void {
    const answer = thread.lastAnswer();
    if (!answer || work) return;
    void send(question, answer, { question: stood?.question ?? "", answer: answer.text() });
  }

  return {
    load: () => (loading = load()),
    async ask(text) {
      await loading;
      if (work) {
        events.onTextBack(text);
        return;
      }
      lastQuestion = text;
      thread.addQuestion(text);
      events.onAsked(channel(), text);
      await send({ path: "/api/chat", text }, thread.addAnswer());
    },
    retry: () => answerAnew(again, { question: lastQuestion ?? "", answer: "" }),
    revise(text) {
      if (work) return;
      const stood = { question: lastQuestion ?? "", answer: "" };
      lastQuestion = text;
      thread.lastQuestion()?.setText(text);
      events.onAsked(channel(), text);
      answerAnew({ path: again.path, text }, stood);
    },
    async stop() {
      if (!work) return null;
      const outcome = await command("stop", channel());
      return outcome.ok ? null : outcome;
    },
    isBusy: () => work !== undefined,
    leave,
  };
}

/** The exchange that a new answer is to take the place of. */
interface Stood {
  readonly question: string;
  readonly answer: string;
}

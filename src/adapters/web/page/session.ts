import type { AnswerView } from "./answer.ts";
import {
  ask,
  command,
  fetchHistory,
  type ChatEvent,
  type Failure,
  type History,
  type Underway,
} from "./api.ts";
import type { Chats } from "./chats.ts";
import { formatNumber, texts } from "./texts.ts";
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
  "signed-out",
]);
/** Failures of which the person's text is the way out. */
const GIVE_BACK: ReadonlySet<string> = new Set(["too-long", "signed-out"]);

/** The conversation between the page and the bot. */
export interface Session {
  /** Shows what was said so far, and the answer that may be under way. */
  load(): Promise<void>;
  /** Waits for the history, so that the question stands below it. */
  ask(text: string): Promise<void>;
  /** Has the last question answered anew. */
  retry(): void;
  stop(): Promise<void>;
  isBusy(): boolean;
  /** Leaves this conversation for a new one; an answer under way goes on without us. */
  startNew(): void;
  forget(): Promise<void>;
}

export interface SessionEvents {
  onBusy(busy: boolean): void;
  /** A sentence of the bot's or of the page's that belongs to no answer; `undo` takes back what it tells of. */
  onNotice(sentence: string, undo?: () => void): void;
  onAnnounce(sentence: string): void;
  /** A question could not be taken as it is; its text is to be changed. */
  onTextBack(text: string): void;
}

export function createSession(chats: Chats, thread: Thread, events: SessionEvents): Session {
  /** Aborts when the conversation on the screen is left; undefined while nothing is under way. */
  let work: AbortController | undefined;
  let lastQuestion: string | undefined;
  /** The bot never took the last question, or keeps nothing of it: it has to be asked again as a whole. */
  let lastUnanswered = false;
  let loading: Promise<void> | undefined;

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

  async function follow(
    answer: AnswerView,
    stream: AsyncIterable<ChatEvent>,
    signal: AbortSignal,
  ): Promise<void> {
    const before = answer.text();
    let text = "";
    answer.begin();
    events.onAnnounce(texts.writing);
    for await (const event of stream) {
      if (signal.aborted) return;
      switch (event.kind) {
        case "waiting":
          answer.progress(texts.waiting(formatNumber(event.ahead)));
          break;
        case "reading":
          answer.progress(texts.reading(formatNumber(event.done), formatNumber(event.total)));
          break;
        case "delta":
          text += event.text;
          answer.show(text);
          break;
        case "restart":
          text = "";
          answer.show(text);
          break;
        case "done":
          lastUnanswered = false;
          answer.complete(event.text, event);
          events.onAnnounce(answer.spoken());
          break;
        case "error":
          if (event.code === "restarting") await resume(answer, signal);
          else failed(answer, event, event.text ?? text, before);
          break;
        case "lost":
          await resume(answer, signal);
          break;
      }
    }
  }

  function failed(answer: AnswerView, failure: Failure, text: string, before: string): void {
    // An earlier answer that could not be replaced still stands, and so does its exchange.
    if (before === "") lastUnanswered = true;
    answer.complete(text || before);
    answer.fail(failure, !FINAL_FAILURES.has(failure.code));
    if (GIVE_BACK.has(failure.code) && lastQuestion !== undefined) events.onTextBack(lastQuestion);
  }

  /** Watches an answer that is written but not streamed to us, until it stands in the history. */
  async function resume(answer: AnswerView, signal: AbortSignal): Promise<void> {
    const history = await watchUnderway(
      channel(),
      {
        onText: (text) => text !== "" && answer.show(text),
        onUnreachable: () => answer.progress(texts.reconnecting),
      },
      signal,
    );
    if (history) settle(answer, history);
  }

  function settle(answer: AnswerView, { turns }: History): void {
    const asked = turns.findLast(({ role }) => role === "user")?.text;
    if (lastQuestion !== undefined && asked !== lastQuestion) {
      failed(answer, { code: "unreachable", message: texts.unreachable }, answer.text(), "");
      return;
    }
    showTurns(turns);
  }

  function showTurns(turns: History["turns"]): void {
    thread.clear();
    for (const { role, text } of turns) {
      if (role === "user") thread.addQuestion(text);
      else thread.addAnswer().complete(text);
    }
    lastQuestion = turns.findLast(({ role }) => role === "user")?.text;
    lastUnanswered = false;
  }

  async function load(): Promise<void> {
    const outcome = await fetchHistory(channel());
    if (!outcome.ok) {
      events.onNotice(outcome.message);
      return;
    }
    const { turns, underway } = outcome.value;
    showTurns(turns);
    if (underway) void occupy((signal) => takeUp(underway, signal));
  }

  async function takeUp({ question, cut, answer: text }: Underway, signal: AbortSignal): Promise<void> {
    if (question !== undefined) {
      lastQuestion = cut ? undefined : question;
      thread.addQuestion(cut ? `${question}…` : question);
    }
    const answer = thread.lastAnswer() ?? thread.addAnswer();
    answer.begin();
    if (text !== "") answer.show(text);
    await resume(answer, signal);
  }

  async function undo(forgotten: string): Promise<void> {
    const outcome = await command("undo", forgotten);
    events.onNotice(outcome.ok ? outcome.value.sentence : outcome.message);
    if (outcome.ok && channel() === forgotten) await (loading = load());
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
      const answer = thread.addAnswer();
      const body = { channel: channel(), text };
      await occupy((signal) => follow(answer, ask("/api/chat", body, signal), signal));
    },

    retry() {
      const answer = thread.lastAnswer();
      if (!answer || work) return;
      const text = lastUnanswered ? lastQuestion : undefined;
      const path = text === undefined ? "/api/retry" : "/api/chat";
      const body = { channel: channel(), ...(text !== undefined && { text }) };
      void occupy((signal) => follow(answer, ask(path, body, signal), signal));
    },

    async stop() {
      if (!work) return;
      const outcome = await command("stop", channel());
      if (!outcome.ok) events.onNotice(outcome.message);
    },

    isBusy: () => work !== undefined,

    startNew() {
      if (thread.isEmpty() && !work) return;
      leave();
      chats.start();
      thread.clear();
    },

    async forget() {
      const forgotten = channel();
      const outcome = await command("reset", forgotten);
      if (!outcome.ok) {
        events.onNotice(outcome.message);
        return;
      }
      const { sentence, undo: canUndo } = outcome.value;
      events.onNotice(sentence, canUndo ? () => void undo(forgotten) : undefined);
      if (channel() !== forgotten) return;
      leave();
      thread.clear();
    },
  };
}

import type { AnswerObserver } from "../answer-observer.ts";
import type { PinnedAnswers } from "../answers/pinned-answers.ts";
import type { StoredAnswers } from "../answers/stored-answers.ts";
import {
  type ChannelId,
  type Conversation,
  type InboundMessage,
  loggableChannel,
  type Platform,
  PLATFORMS,
  type Receipt,
  type Reply,
  type ReplyPlace,
} from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { AnswerFigures, LanguageModel, Sampling } from "../engine/language-model.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Inbox, Words } from "../inbox/inbox.ts";
import { foldersWithin } from "../knowledge/folders.ts";
import type { Language } from "../language.ts";
import type { Log } from "../log.ts";
import { createRecentMap } from "../recent.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { AccessRules } from "./access.ts";
import { createAgain } from "./again.ts";
import { createAnswerer } from "./answerer.ts";
import type { Apology } from "./apology.ts";
import { createBursts } from "./bursts.ts";
import { createCommands } from "./commands.ts";
import type { Consulted } from "./consulting.ts";
import { createEndings } from "./endings.ts";
import { createIntake, MAX_MESSAGE_LENGTH } from "./intake.ts";
import { createLineSpeed } from "./line-speed.ts";
import { createManners, type Manner } from "./manners.ts";
import { createPlanner } from "./plan-answer.ts";
import { createSafeKeeping } from "./safe-keeping.ts";
import { sentencesIn } from "./sentences.ts";
import { createTask, type Task } from "./task.ts";
import { createWarmer } from "./warmer.ts";

export interface ConversationOptions {
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly inbox: Inbox;
  readonly settings: SettingsStore;
  /** Null: no answer is given twice. */
  readonly answers: StoredAnswers | null;
  /** Null: the owner wrote no answers. */
  readonly pinned: PinnedAnswers | null;
  /** Null: there are no documents. */
  readonly consulted: Consulted | null;
  /** The folders of documents for channels without folders of their own; null: all. */
  readonly folders: readonly string[] | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears how answers end; absent: nobody counts. */
  readonly observer?: AnswerObserver;
  readonly access: AccessRules;
  /** What the bot calls itself. */
  readonly name: string;
  readonly systemPrompt: string;
  readonly maxAnswerTokens: number;
  readonly sampling: Sampling;
  /** Questions of one person in a minute. */
  readonly questionsPerMinute: number;
  /** So many unaddressed messages of a group are put before the next question; 0: none. */
  readonly groupContext: number;
  /** The model is the bundled demo: first answers say so. */
  readonly demo: () => boolean;
  /** Resolves when the model is there; what an earlier run left open waits for it. */
  readonly modelReady: Promise<void>;
  /** See {@link RunningAdapter.replyAt}. */
  readonly replyAt: (platform: Platform, place: ReplyPlace, parts: readonly string[]) => Reply | null;
  /** The machine's date, in milliseconds since 1970. */
  readonly date: () => number;
}

/** The core, with the handle to end it. */
export interface RunningConversation extends Conversation {
  /**
   * A platform is connected: the questions that an earlier run left open there are taken up, at once, so that nothing new
   * overtakes them. Safe twice.
   */
  resume(platform: Platform): void;
  /**
   * Takes nothing more, leaves those who wait to the next start, lets answers under way go on for `graceMs`, then ends them
   * with a mark. Resolves when the last one is stored and shown.
   */
  close(graceMs: number): Promise<void>;
}

/** Channels whose last figures are remembered for `/status`. */
const CHANNELS_WITH_FIGURES = 1000;
/** What may follow a mere mention of the bot. */
const AWAITS_MS = 3000;

export function createConversation(options: ConversationOptions): RunningConversation {
  const { model, history, inbox, settings, consulted, clock, log } = options;
  const { systemPrompt: persona, maxAnswerTokens: answerTokens } = options;
  const defaults = {
    persona,
    answerTokens,
    temperature: options.sampling.temperature,
    folders: options.folders,
  };
  const knowledgeFolders = () => consulted?.knowledge.folders() ?? [];
  const manners = createManners(options);
  const lastFigures = createRecentMap<ChannelId, AnswerFigures>(CHANNELS_WITH_FIGURES);
  const line = createLineSpeed(clock);
  const keeping = createSafeKeeping(options);
  const { save } = keeping;
  const endings = createEndings({ ...options, save });
  const answerer = createAnswerer({
    ...options,
    line,
    endings,
    plan: createPlanner({ ...options, manners }),
    onFigures: (channel, figures) => lastFigures.set(channel, figures),
  });
  const again = createAgain({ ...options, answerer, save });
  const commands = createCommands({
    ...options,
    answerer,
    again,
    manners,
    forget: keeping.forget,
    defaults,
    knowledgeFolders,
    lastFigures: (channel) => lastFigures.get(channel),
  });
  const intake = createIntake({ ...options, manners, closed: () => closing.signal.aborted });
  const bursts = createBursts({ answerer, clock });
  const warmer = createWarmer({
    ...options,
    manners,
    reserve: consulted?.tokens ?? 0,
    isBusy: (channel) => tasksIn(channel).length > 0,
  });
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) =>
    closing.signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  const leftOpen = new Map(PLATFORMS.map((platform) => [platform, inbox.open(platform)]));

  function mannerOf(channel: ChannelId): Manner {
    return manners(channel, inbox.latest(channel)?.parent ?? null);
  }

  /** Those that the channel may use: the names of the others are nobody's business. */
  function foldersOf(channel: ChannelId): readonly string[] {
    const { folders } = mannerOf(channel);
    return folders === null ? knowledgeFolders() : foldersWithin(knowledgeFolders(), folders);
  }

  function tasksIn(channel: ChannelId): readonly Task[] {
    return answerer.tasks().filter((task) => task.channel === channel);
  }

  function taskOf(channel: ChannelId, messageId: string): Task | undefined {
    return tasksIn(channel).find(({ entry }) => entry.words.some((words) => words.messageId === messageId));
  }

  function refuse(channel: ChannelId, reply: Reply, apology: Apology): Receipt {
    void endings.apologize({ channel, reply }, "", apology);
    return "refused";
  }

  /** Who mentioned the bot and said nothing more is asked for it, unless it comes at once. */
  async function askBack(message: InboundMessage, reply: Reply, language: Language): Promise<void> {
    await clock.sleep(AWAITS_MS, closing.signal);
    if (!intake.awaits(message)) return;
    const sentence = sentencesIn(language).emptyMessage;
    refuse(message.channel, reply, { code: "empty", sentence, ours: false });
  }

  async function accept(message: InboundMessage, reply: Reply, language: Language): Promise<Receipt> {
    const { channel } = message;
    const entry = await intake.open(message, language);
    const saved = save(entry);
    const task = createTask({ entry, reply, save });
    if (!answerer.submit(task, saved)) {
      await save({ ...entry, state: "done" });
      const seconds = Math.ceil((line.expectedMs(tasksIn(channel).length) ?? 0) / 1000);
      const sentence = sentencesIn(language).channelBusy(seconds === 0 ? null : seconds);
      return refuse(channel, reply, { code: "busy", sentence, ours: false });
    }
    bursts.began(task);
    await saved;
    return "accepted";
  }

  return {
    command: (call, reply) => commands.command(call, reply),
    press: (press) => commands.press(press),
    history: (channel) => history.load(channel),
    settings: (channel) => ({ own: settings.own(channel), defaults, folders: foldersOf(channel) }),
    async passage(channel, id) {
      return (await consulted?.knowledge.passage(id, mannerOf(channel).folders)) ?? null;
    },
    expect: (channel) => warmer.warm(channel),
    known: (platform) =>
      inbox.channels(platform).map(({ channel, words, place }) => ({
        channel,
        lastMessageId: words.at(-1)?.messageId ?? "",
        place,
      })),
    async receive(message, reply) {
      if (await bursts.take(message)) {
        void endings.dismiss({ channel: message.channel, reply });
        return "accepted";
      }
      const verdict = await intake.judge(message);
      switch (verdict.kind) {
        case "ignored":
          return "ignored";
        case "awaited":
          askBack(message, reply, verdict.language).catch(() => undefined); // the bot is being stopped
          return "refused";
        case "refused":
          return refuse(message.channel, reply, verdict.apology);
        case "question":
          return accept(message, reply, verdict.language);
      }
    },
    withdraw(channel, messageId) {
      const task = taskOf(channel, messageId);
      if (!task) return;
      const left = task.entry.words.filter((words) => words.messageId !== messageId);
      if (left.length > 0) void task.revise(left);
      else answerer.stop(task, "withdrawn");
    },
    revise(channel, messageId, text) {
      if (text === "" || text.length > MAX_MESSAGE_LENGTH) return;
      const task = taskOf(channel, messageId);
      const entry = task?.entry ?? inbox.find(channel, messageId);
      if (!entry) return;
      const words = entry.words.map((one): Words =>
        one.messageId === messageId ? { messageId, text } : one,
      );
      if (words.every((one, index) => one.text === entry.words[index]?.text)) return;
      if (task) void task.revise(words);
      else {
        again.anew(entry, words).catch((error: unknown) => {
          log.error("an edited question was not answered anew", { channel: loggableChannel(channel), error });
        });
      }
    },
    async move(from, to) {
      model.forget(from);
      try {
        await history.move(from, to);
        await settings.move(from, to);
        await options.answers?.forget(from); // or nobody could have them forgotten any more
        // Its messages are counted anew; what was answered can no longer be told from what is not.
        await inbox.forget(from);
      } catch (error) {
        log.error("what was said could not be moved along with its channel", {
          channel: loggableChannel(from),
          error,
        });
      }
    },
    resume(platform) {
      const ready = Promise.race([options.modelReady, closed]);
      for (const entry of leftOpen.get(platform) ?? []) again.resume(entry, ready);
      leftOpen.delete(platform);
    },
    async close(graceMs) {
      closing.abort();
      for (const task of answerer.tasks()) if (task.state() === "waiting") answerer.stop(task, "shutdown");
      const drained = answerer.drained();
      const grace = new AbortController();
      void drained.then(() => grace.abort());
      await clock.sleep(graceMs, grace.signal).catch(() => undefined); // cut short when all have ended by themselves
      for (const task of answerer.tasks()) answerer.stop(task, "shutdown");
      await drained;
      await keeping.close();
    },
  };
}

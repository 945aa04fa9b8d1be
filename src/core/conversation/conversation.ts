import {
  type ChannelId,
  type Conversation,
  type InboundMessage,
  loggableChannel,
  type Receipt,
  type Reply,
} from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { AnswerFigures, LanguageModel } from "../engine/language-model.ts";
import type { HistoryStore } from "../history/history-store.ts";
import { languageFor } from "../language.ts";
import type { Log } from "../log.ts";
import type { Turn } from "../turn.ts";
import { type AccessRules, mayTalk } from "./access.ts";
import { isForBot } from "./addressing.ts";
import { createAnswerer } from "./answerer.ts";
import type { Apology } from "./apology.ts";
import { createCommands } from "./commands.ts";
import { createRecentMap, createRecentSet } from "../recent.ts";
import { sentencesIn } from "./sentences.ts";
import { createTask } from "./task.ts";

export interface ConversationOptions {
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly access: AccessRules;
  /** What the bot calls itself. */
  readonly name: string;
  readonly systemPrompt: string;
  readonly maxAnswerTokens: number;
  /** The model is the bundled demo: first answers say so. */
  readonly demo: () => boolean;
}

/** The core, with the handle to end it. */
export interface RunningConversation extends Conversation {
  /**
   * Takes nothing more, tells those who wait that the bot restarts, lets answers under way go on for `graceMs`, then
   * ends them with a mark. Resolves when the last one is stored and shown.
   */
  close(graceMs: number): Promise<void>;
}

/** UTF-16 units of one message: more than the window of any model this small, and a bound to what a stranger makes us read. */
const MAX_MESSAGE_LENGTH = 32_000;
/** Message ids that are remembered, to drop what a platform delivers twice. */
const SEEN_MESSAGES = 10_000;
/** Channels whose last figures are remembered for `/status`. */
const CHANNELS_WITH_FIGURES = 1000;

export function createConversation(options: ConversationOptions): RunningConversation {
  const { history, clock, log } = options;
  const seen = createRecentSet(SEEN_MESSAGES);
  const lastFigures = createRecentMap<ChannelId, AnswerFigures>(CHANNELS_WITH_FIGURES);
  const answerer = createAnswerer({
    ...options,
    onFigures: (channel, figures) => lastFigures.set(channel, figures),
  });
  const command = createCommands({
    ...options,
    answerer,
    lastFigures: (channel) => lastFigures.get(channel),
  });
  let closed = false;

  /** Only a channel with a history is one where the bot takes part. */
  async function takesPart({ channel, facts }: InboundMessage): Promise<boolean> {
    if (facts.kind !== "thread") return false;
    try {
      return (await history.load(channel)).length > 0;
    } catch (error) {
      log.error("cannot tell whether the bot takes part in a thread", {
        channel: loggableChannel(channel),
        error,
      });
      return false;
    }
  }

  /** Why a message gets a sentence instead of an answer; null when it may be answered. */
  function refusalOf({ locale, text, origins }: InboundMessage): Apology | null {
    const sentences = sentencesIn(languageFor(locale, text));
    if (closed) return { code: "stopping", sentence: sentences.shuttingDown, ours: false };
    if (!mayTalk(options.access, origins)) {
      return { code: "not-allowed", sentence: sentences.notAllowed(origins.at(-1) ?? ""), ours: false };
    }
    if (text === "") return { code: "empty", sentence: sentences.emptyMessage, ours: false };
    if (text.length > MAX_MESSAGE_LENGTH)
      return { code: "too-long", sentence: sentences.messageTooLong, ours: false };
    return null;
  }

  function refuse(channel: ChannelId, reply: Reply, apology: Apology): Receipt {
    void answerer.apologize({ channel, reply }, "", apology);
    return "refused";
  }

  return {
    command,
    history: (channel) => history.load(channel),
    async receive(message, reply) {
      const { channel, author, facts, text } = message;
      if (!isForBot(facts, await takesPart(message))) return "ignored";
      if (!seen.add(`${channel} ${message.id}`)) return "ignored";
      const refusal = refusalOf(message);
      if (refusal?.code === "not-allowed" && facts.kind !== "direct") return "ignored"; // a group would only be annoyed
      if (refusal) return refuse(channel, reply, refusal);
      const language = languageFor(message.locale, text);
      const task = createTask({ channel, messageId: message.id, person: author, language, reply });
      const turn: Turn = { role: "user", speaker: facts.kind === "direct" ? "" : author.name, text };
      if (answerer.submit(task, (before) => ({ turn, before, replaces: 0 }))) return "accepted";
      return refuse(channel, reply, {
        code: "busy",
        sentence: sentencesIn(language).channelBusy,
        ours: false,
      });
    },
    withdraw(channel, messageId) {
      for (const task of answerer.tasks()) {
        if (task.channel === channel && task.messageId === messageId) answerer.stop(task, "withdrawn");
      }
    },
    async close(graceMs) {
      closed = true;
      for (const task of answerer.tasks()) if (task.state() === "waiting") answerer.stop(task, "shutdown");
      const drained = answerer.drained();
      const grace = new AbortController();
      void drained.then(() => grace.abort());
      await clock.sleep(graceMs, grace.signal).catch(() => undefined); // cut short when all have ended by themselves
      for (const task of answerer.tasks()) answerer.stop(task, "shutdown");
      await drained;
    },
  };
}

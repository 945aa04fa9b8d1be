import {
  type ButtonPress,
  type ChannelId,
  type CommandAnswer,
  type CommandCall,
  loggableChannel,
  platformOf,
  type Reply,
} from "../chat.ts";
import type { StoredAnswers } from "../answers/stored-answers.ts";
import type { Clock } from "../clock.ts";
import type { AnswerFigures, LanguageModel } from "../engine/language-model.ts";
import { HistoryError } from "../errors.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Log } from "../log.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { citedText } from "../streaming/cited-text.ts";
import { type AccessRules, mayActOn, mayTalk } from "./access.ts";
import type { Again } from "./again.ts";
import type { Answerer } from "./answerer.ts";
import { apologyFor } from "./apology.ts";
import { placeOf } from "./consulting.ts";
import { createForgetting } from "./forgetting.ts";
import type { Manners } from "./manners.ts";
import { createRetry, refusalSentence } from "./retry.ts";
import { type Sentences, sentencesIn } from "./sentences.ts";
import { createSettingsCommand, type SettingsCommandOptions } from "./settings-command.ts";
import type { SafeKeeping } from "./safe-keeping.ts";
import type { Task } from "./task.ts";

export interface CommandOptions extends Pick<SettingsCommandOptions, "defaults" | "knowledgeFolders"> {
  readonly answerer: Answerer;
  readonly again: Again;
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly inbox: Inbox;
  /** Null: none are stored. */
  readonly answers: StoredAnswers | null;
  readonly settings: SettingsStore;
  /** See {@link SafeKeeping.forget}. */
  readonly forget: SafeKeeping["forget"];
  readonly manners: Manners;
  readonly access: AccessRules;
  readonly clock: Clock;
  readonly log: Log;
  /** What the bot calls itself. */
  readonly name: string;
  /** What the channel's last answer cost, where there was one since the start. */
  readonly lastFigures: (channel: ChannelId) => AnswerFigures | undefined;
  /** Milliseconds since 1970. */
  readonly date: () => number;
}

/** What people ask of the bot past the line, by commands and by buttons; see {@link Conversation}. */
export interface Commands {
  command(call: CommandCall, reply: Reply): Promise<CommandAnswer | null>;
  press(press: ButtonPress): Promise<string | null>;
}

/** Who asks for something, and where. */
type Who = Pick<CommandCall, "channel" | "parent" | "person" | "direct" | "origins" | "language">;

export function createCommands(options: CommandOptions): Commands {
  const { answerer, again, model, history, inbox, access, clock, log } = options;
  const startedAt = clock.now();
  const forgetting = createForgetting(options);
  const retry = createRetry(options);
  const settings = createSettingsCommand(options);

  function tasksIn(channel: ChannelId): readonly Task[] {
    return answerer.tasks().filter((task) => task.channel === channel);
  }

  function stop(tasks: readonly Task[], who: Who): "nothing" | "not-yours" | "stopped" {
    if (tasks.length === 0) return "nothing";
    const stoppable = tasks.filter(({ asker }) => mayActOn(access, asker.id, who));
    for (const task of stoppable) answerer.stop(task, "asked");
    return stoppable.length > 0 ? "stopped" : "not-yours";
  }

  /** In the channel's own language, where it has one. */
  function sentencesFor({ channel, parent, language }: Who): Sentences {
    return sentencesIn(options.manners(channel, parent ?? null).language ?? language);
  }

  function sources(channel: ChannelId, sentences: Sentences): string {
    const [first, ...rest] = inbox.latest(channel)?.sources ?? [];
    if (first === undefined) return sentences.noSources;
    const sources = [first, ...rest] as const;
    const sentence = sentences.usedSources(sources.map(placeOf).join("; "));
    // The page shows a sentence as it is.
    return platformOf(channel) === "web" ? sentence : citedText({ sources, sentence });
  }

  async function status({ channel }: CommandCall, sentences: Sentences): Promise<string> {
    const { state, model: name, residentBytes, active, waiting } = model.status();
    const turns = (await history.load(channel)).length;
    return sentences.status({
      model: name,
      ready: state === "ready",
      turns,
      active,
      waiting,
      here: tasksIn(channel).filter((task) => task.state() === "waiting").length,
      residentMegabytes: Math.round(residentBytes / 1e6),
      uptimeMinutes: Math.floor((clock.now() - startedAt) / 60_000),
      last: (turns > 0 && options.lastFigures(channel)) || null,
    });
  }

  function help({ direct, hears }: CommandCall, sentences: Sentences): string {
    const hearing = direct || hears !== "commands" ? [] : [sentences.hearsLittle];
    return [sentences.help(sentences.commands), ...hearing].join("\n\n");
  }

  async function run(call: CommandCall, reply: Reply, sentences: Sentences): Promise<CommandAnswer | null> {
    switch (call.name) {
      case "start":
        return only(`${sentences.greeting(options.name)}\n\n${help(call, sentences)}`);
      case "help":
        return only(help(call, sentences));
      case "stop":
        return only(stopSentence(stop(tasksIn(call.channel), call), sentences));
      case "reset":
        return forgetting.reset(call, sentences);
      case "undo":
        return only(await forgetting.undo(call, sentences));
      case "forget":
        return only(await forgetting.forget(call, sentences));
      case "retry": {
        const sentence = await retry(call, reply, sentences);
        return sentence === null ? null : only(sentence);
      }
      case "status":
        return only(await status(call, sentences));
      case "settings":
        return only(await settings(call, sentences));
      case "sources":
        return only(sources(call.channel, sentences));
    }
  }

  /** What `press` wants is looked up: only what is known here to stand below that message can be pressed. */
  async function runPress(press: ButtonPress, sentences: Sentences): Promise<string | null> {
    const { control, channel, question, part } = press;
    if (control === "undo") return forgetting.undo(press, sentences);
    const entry = inbox.get(channel, question);
    const known = entry?.parts.includes(part) === true;
    switch (control) {
      case "stop": {
        const pressed = known ? tasksIn(channel).filter(({ messageId }) => messageId === question) : [];
        const outcome = stop(pressed, press);
        return outcome === "stopped" ? null : stopSentence(outcome, sentences);
      }
      case "retry":
        if (!known || entry.state === "open") return sentences.nothingToRetry;
        if (!mayActOn(access, entry.asker.id, press)) return sentences.notYoursToRetry;
        return refusalSentence(await again.anew(entry, entry.words), sentences);
    }
  }

  /** Why somebody may not be served, or what of the failure they are to hear; the log has the rest. */
  function sentenceFor(error: unknown, what: string, { channel }: Who, sentences: Sentences): string {
    log.error("a command failed", { command: what, channel: loggableChannel(channel), error });
    return error instanceof HistoryError ? apologyFor(error, sentences).sentence : sentences.somethingWrong;
  }

  return {
    async command(call, reply) {
      const sentences = sentencesFor(call);
      if (!mayTalk(access, call.origins)) return only(sentences.notAllowed(call.origins.at(-1) ?? ""));
      try {
        return await run(call, reply, sentences);
      } catch (error) {
        return only(sentenceFor(error, call.name, call, sentences));
      }
    },
    async press(press) {
      const sentences = sentencesFor(press);
      if (!mayTalk(access, press.origins)) return sentences.notAllowed(press.origins.at(-1) ?? "");
      try {
        return await runPress(press, sentences);
      } catch (error) {
        return sentenceFor(error, press.control, press, sentences);
      }
    },
  };
}

function only(sentence: string): CommandAnswer {
  return { sentence, control: null };
}

function stopSentence(outcome: "nothing" | "not-yours" | "stopped", sentences: Sentences): string {
  switch (outcome) {
    case "nothing":
      return sentences.nothingToStop;
    case "not-yours":
      return sentences.notYoursToStop;
    case "stopped":
      return sentences.didStop;
  }
}

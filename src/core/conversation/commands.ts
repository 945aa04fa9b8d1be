import { randomBytes } from "node:crypto";
import { type ChannelId, type CommandCall, loggableChannel, type Reply } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { AnswerFigures, LanguageModel } from "../engine/language-model.ts";
import { HistoryError } from "../errors.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Log } from "../log.ts";
import type { Turn } from "../turn.ts";
import { type AccessRules, mayManage, mayTalk } from "./access.ts";
import type { Answerer, Question } from "./answerer.ts";
import { apologyFor } from "./apology.ts";
import { type Sentences, sentencesIn } from "./sentences.ts";
import { createTask } from "./task.ts";

export interface CommandOptions {
  readonly answerer: Answerer;
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly access: AccessRules;
  readonly clock: Clock;
  readonly log: Log;
  /** What the bot calls itself. */
  readonly name: string;
  /** What the channel's last answer cost, where there was one since the start. */
  readonly lastFigures: (channel: ChannelId) => AnswerFigures | undefined;
}

/** Carries out commands, past the line; see {@link Conversation.command}. */
export function createCommands(
  options: CommandOptions,
): (call: CommandCall, reply: Reply) => Promise<string | null> {
  const { answerer, model, history, access, clock, log } = options;
  const startedAt = clock.now();

  function stop(call: CommandCall, sentences: Sentences): string {
    const here = answerer.tasks().filter(({ channel }) => channel === call.channel);
    if (here.length === 0) return sentences.nothingToStop;
    const all = call.direct || mayManage(access, call.person);
    const stoppable = here.filter(({ person }) => all || person.id === call.person.id);
    for (const task of stoppable) answerer.stop(task, "asked");
    return stoppable.length > 0 ? sentences.didStop : sentences.notYoursToStop;
  }

  async function reset({ channel, person, direct }: CommandCall, sentences: Sentences): Promise<string> {
    if (!direct && !mayManage(access, person)) return sentences.notYoursToReset;
    for (const task of answerer.tasks()) if (task.channel === channel) answerer.stop(task, "reset");
    const turns = await history.clear(channel);
    model.forget(channel);
    log.info("reset", { channel: loggableChannel(channel), turns });
    return sentences.didReset(turns);
  }

  function retry(
    { channel, person, language }: CommandCall,
    reply: Reply,
    sentences: Sentences,
  ): string | null {
    const messageId = `retry:${randomBytes(8).toString("hex")}`;
    const task = createTask({ channel, messageId, person, language, reply });
    return answerer.submit(task, lastQuestion) ? null : sentences.channelBusy;
  }

  async function status({ channel }: CommandCall, sentences: Sentences): Promise<string> {
    const { state, model: name, residentBytes, active, waiting } = model.status();
    return sentences.status({
      model: name,
      ready: state === "ready",
      turns: (await history.load(channel)).length,
      active,
      waiting,
      residentMegabytes: Math.round(residentBytes / 1e6),
      uptimeMinutes: Math.floor((clock.now() - startedAt) / 60_000),
      last: options.lastFigures(channel) ?? null,
    });
  }

  async function run(call: CommandCall, reply: Reply, sentences: Sentences): Promise<string | null> {
    switch (call.name) {
      case "start":
        return `${sentences.greeting(options.name)}\n\n${sentences.help(sentences.commands)}`;
      case "help":
        return sentences.help(sentences.commands);
      case "stop":
        return stop(call, sentences);
      case "reset":
        return reset(call, sentences);
      case "retry":
        return retry(call, reply, sentences);
      case "status":
        return status(call, sentences);
    }
  }

  return async (call, reply) => {
    const sentences = sentencesIn(call.language);
    if (!mayTalk(access, call.origins)) return sentences.notAllowed(call.origins.at(-1) ?? "");
    try {
      return await run(call, reply, sentences);
    } catch (error) {
      log.error("a command failed", { command: call.name, channel: loggableChannel(call.channel), error });
      return error instanceof HistoryError ? apologyFor(error, sentences).sentence : sentences.somethingWrong;
    }
  };
}

/** The last question that was answered, and what was said before it. */
function lastQuestion(stored: readonly Turn[]): Question | null {
  const index = stored.findLastIndex(({ role }) => role === "user");
  const turn = stored[index];
  return turn ? { turn, before: stored.slice(0, index), replaces: stored.length - index } : null;
}

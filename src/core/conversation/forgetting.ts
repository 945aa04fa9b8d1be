import { type CommandAnswer, type CommandCall, loggableChannel } from "../chat.ts";
import type { StoredAnswers } from "../answers/stored-answers.ts";
import type { LanguageModel } from "../engine/language-model.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Log } from "../log.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { type AccessRules, mayManage } from "./access.ts";
import type { Answerer } from "./answerer.ts";
import type { SafeKeeping } from "./safe-keeping.ts";
import type { Sentences } from "./sentences.ts";

/** Who asks, and where. */
type Who = Pick<CommandCall, "channel" | "person" | "direct">;

/** What was said is let go of: everywhere it is kept, in memory and on disk. All of it throws {@link HistoryError}. */
export interface Forgetting {
  /** Begins the channel anew; can be undone for ten minutes. For those who manage it. */
  reset(who: Who, sentences: Sentences): Promise<CommandAnswer>;
  undo(who: Who, sentences: Sentences): Promise<string>;
  /** Lets go for good: of a direct chat as a whole, in a group of what the person said and was answered. */
  forget(who: Who, sentences: Sentences): Promise<string>;
}

export interface ForgettingOptions {
  readonly answerer: Answerer;
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  /** Lets go of the questions that are kept safe. */
  readonly forget: SafeKeeping["forget"];
  /** Null: none are stored. */
  readonly answers: StoredAnswers | null;
  readonly settings: SettingsStore;
  readonly access: AccessRules;
  readonly log: Log;
}

export function createForgetting({
  answerer,
  model,
  history,
  forget,
  answers,
  settings,
  access,
  log,
}: ForgettingOptions): Forgetting {
  return {
    async reset(who, sentences) {
      const { channel } = who;
      if (!mayManage(access, who)) return { sentence: sentences.notYoursToReset, control: null };
      for (const task of answerer.tasks()) if (task.channel === channel) answerer.stop(task, "reset");
      const turns = await history.clear(channel);
      await forget(channel);
      model.forget(channel);
      log.info("reset", { channel: loggableChannel(channel), turns });
      return { sentence: sentences.didReset(turns), control: turns > 0 ? "undo" : null };
    },
    async undo(who, sentences) {
      const { channel } = who;
      if (!mayManage(access, who)) return sentences.notYoursToReset;
      const turns = await history.restore(channel);
      log.info("reset undone", { channel: loggableChannel(channel), turns });
      return turns === 0 ? sentences.nothingToUndo : sentences.didUndo(turns);
    },
    async forget({ channel, direct, person }, sentences) {
      const theirs = answerer.tasks().filter((task) => task.channel === channel);
      for (const task of theirs) if (direct || task.asker.id === person.id) answerer.stop(task, "reset");
      const turns = direct ? await history.erase(channel) : await history.forgetPerson(channel, person.id);
      await forget(channel, direct ? undefined : person.id);
      await answers?.forget(channel, direct ? undefined : person.id);
      if (direct) await settings.erase(channel);
      model.forget(channel);
      log.info("forgotten", { channel: loggableChannel(channel), turns });
      return turns === 0 ? sentences.nothingToForget : sentences.didForget(turns);
    },
  };
}

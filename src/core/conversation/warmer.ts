import { type ChannelId, loggableChannel } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { LanguageModel } from "../engine/language-model.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Log } from "../log.ts";
import { createRecentMap } from "../recent.ts";
import type { Manners } from "./manners.ts";

/** Has the model read what a channel's next question will need, while that question is still being typed. */
export interface Warmer {
  /** Best effort, and at most every few seconds for one channel. */
  warm(channel: ChannelId): void;
}

export interface WarmerOptions {
  readonly model: LanguageModel;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Knows what a channel hangs below. */
  readonly inbox: Inbox;
  readonly manners: Manners;
  readonly name: string;
  /** Tokens that passages of documents may take before the question. */
  readonly reserve: number;
  /** Something is being answered there anyway. */
  readonly isBusy: (channel: ChannelId) => boolean;
}

const AT_MOST_EVERY_MS = 5000;
const CHANNELS = 1000;

export function createWarmer(options: WarmerOptions): Warmer {
  const { model, history, inbox, clock, log, isBusy } = options;
  const warmedAt = createRecentMap<ChannelId, number>(CHANNELS);

  async function read(channel: ChannelId): Promise<void> {
    const turns = await history.load(channel);
    // A channel without a history has nothing that the engine has not read at its start.
    if (turns.length === 0 || isBusy(channel)) return;
    const { system, maxAnswerTokens } = options.manners(channel, inbox.latest(channel)?.parent ?? null);
    const { name: botName, reserve } = options;
    model.warm({ channel, system, botName, maxAnswerTokens, reserve, turns, draft: "" });
  }

  return {
    warm(channel) {
      if (isBusy(channel) || model.status().state !== "ready") return;
      if (clock.now() - (warmedAt.get(channel) ?? -Infinity) < AT_MOST_EVERY_MS) return;
      warmedAt.set(channel, clock.now());
      read(channel).catch((error: unknown) => {
        log.debug("a channel could not be read ahead", { channel: loggableChannel(channel), error });
      });
    },
  };
}

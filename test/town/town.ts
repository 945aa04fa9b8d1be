import { setMaxListeners } from "node:events";
import { vi } from "vitest";
import { createDiscordAdapter } from "../../src/adapters/discord/adapter.ts";
import { createTelegramAdapter } from "../../src/adapters/telegram/adapter.ts";
import type { ChatAdapter, RunningAdapter } from "../../src/core/chat-adapter.ts";
import type { Platform } from "../../src/core/chat.ts";
import type { ReplySurface } from "../../src/core/reply-surface.ts";
import type { AccessRules } from "../../src/core/conversation/access.ts";
import { createConversation, type RunningConversation } from "../../src/core/conversation/conversation.ts";
import { createPaces } from "../../src/core/streaming/pace.ts";
import { createReplyStream } from "../../src/core/streaming/reply-stream.ts";
import { tellOnce } from "../../src/core/streaming/tell-once.ts";
import { type CapturedLog, createCapturedLog } from "../fakes/captured-log.ts";
import { type FakeDiscord, startFakeDiscord } from "../fakes/discord/server.ts";
import { createManualClock, type ManualClock } from "../fakes/manual-clock.ts";
import { createMemoryHistory } from "../fakes/memory-history.ts";
import { createMemoryInbox } from "../fakes/memory-inbox.ts";
import { createMemorySettings } from "../fakes/memory-settings.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { quiet, watchTraffic } from "./network-idle.ts";
import { createSteadyModel, type SteadyModel } from "./steady-model.ts";

/** The whole conversation core on both platforms at once, with the real libraries, in a world where time is turned by hand. */
export interface Town extends AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly telegram: FakeTelegram;
  readonly model: SteadyModel;
  readonly core: RunningConversation;
  readonly log: CapturedLog;
  readonly clock: ManualClock;
  /** Lets time pass, a tenth of a second at a time, until `condition` holds. Throws after an hour. */
  passUntil(condition: () => boolean): Promise<void>;
}

export interface TownOptions {
  /** Who may talk; by default everyone. */
  readonly access?: (fakes: Pick<Town, "discord" | "telegram">) => AccessRules;
  /** Whether the bot on Discord has the privileged intent; false by default. */
  readonly readsAllMessages?: boolean;
  /** Hears each time that time has passed and what follows from it has happened. */
  readonly onMoment?: (town: Pick<Town, "discord" | "telegram">, now: number) => void;
}

/** When the town's time begins, in milliseconds since 1970. */
const BEGINNING = Date.UTC(2030, 0, 1);
const HOUR_MS = 3_600_000;

/**
 * Opens the town and waits until the bot is there. The machine's date follows the town's clock, since discord.js counts
 * what is left of Discord's limits by it.
 */
export async function openTown({
  access = () => ({ allow: [], admins: [] }),
  readsAllMessages = false,
  onMoment = () => undefined,
}: TownOptions = {}): Promise<Town> {
  const traffic = watchTraffic();
  const clock = createManualClock(async () => {
    vi.setSystemTime(BEGINNING + clock.now());
    await quiet(() => traffic.underWay > 0 || hasUnheardUpdates());
    onMoment({ discord, telegram }, clock.now());
  });
  vi.setSystemTime(BEGINNING);
  const [discord, telegram] = await Promise.all([
    startFakeDiscord({ now: () => clock.now() }),
    startFakeTelegram({ clock, floodLimits: true }),
  ]);
  const hasUnheardUpdates = () =>
    !telegram.isPolled() && running.get("telegram")?.state().kind === "connected";
  const log = createCapturedLog();
  const model = createSteadyModel(clock);
  const running = new Map<Platform, RunningAdapter>();
  const showing = { clock, log, paces: createPaces(clock) };
  const hardStop = new AbortController();
  setMaxListeners(0, hardStop.signal); // one for each reply under way
  const shared = {
    clock,
    log,
    openReply: (surface: ReplySurface, parts: readonly string[] = []) =>
      createReplyStream(surface, { ...showing, parts, signal: hardStop.signal }),
  };
  const core = createConversation({
    model,
    history: createMemoryHistory([], clock),
    inbox: createMemoryInbox(),
    settings: createMemorySettings(),
    answers: null,
    pinned: null,
    consulted: null,
    folders: null,
    clock,
    log,
    access: access({ discord, telegram }),
    name: "Lantern",
    systemPrompt: "Be brief.",
    maxAnswerTokens: 2000,
    sampling: { temperature: 0, topP: 1, topK: 1, repeatPenalty: 1 },
    questionsPerMinute: 100,
    groupContext: 0,
    demo: () => false,
    modelReady: Promise.resolve(),
    replyAt: (platform, place, parts) => running.get(platform)?.replyAt(place, parts) ?? null,
    date: () => BEGINNING + clock.now(),
  });

  async function start(adapter: ChatAdapter): Promise<void> {
    await new Promise<void>((resolve) => {
      const started = adapter.start(core, ({ kind }) => {
        if (kind === "connected") resolve();
      });
      running.set(adapter.platform, started);
    });
  }

  await Promise.all([
    start(
      createDiscordAdapter({
        ...shared,
        token: discord.token,
        apiUrl: discord.apiUrl,
        readsAllMessages,
        hearsTyping: true,
      }),
    ),
    start(
      createTelegramAdapter({
        ...shared,
        token: telegram.token,
        apiUrl: telegram.apiUrl,
        tell: (surface, answer, signal) => tellOnce(surface, answer, showing, signal),
      }),
    ),
  ]);
  await telegram.until(() => telegram.isPolled());
  await clock.advance(1000);

  return {
    discord,
    telegram,
    model,
    core,
    log,
    clock,
    async passUntil(condition) {
      const end = clock.now() + HOUR_MS;
      while (!condition()) {
        if (clock.now() >= end) throw new Error(`An hour passed, but never came to: ${String(condition)}`);
        await clock.advance(100);
      }
    },
    async [Symbol.asyncDispose]() {
      hardStop.abort();
      await Promise.all([...running.values()].map((adapter) => adapter.stopIntake()));
      await core.close(0);
      await Promise.all([...running.values()].map((adapter) => adapter.close()));
      await Promise.all([discord.close(), telegram.close()]);
      traffic[Symbol.dispose]();
      vi.useRealTimers();
    },
  };
}

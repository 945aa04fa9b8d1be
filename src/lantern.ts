import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { createDiscordAdapter } from "./adapters/discord/adapter.ts";
import { createTelegramAdapter } from "./adapters/telegram/adapter.ts";
import { createWebAdapter } from "./adapters/web/adapter.ts";
import type { Health } from "./adapters/web/health.ts";
import type { Config } from "./config.ts";
import type { AdapterState, ChatAdapter, RunningAdapter } from "./core/chat-adapter.ts";
import type { CommandAnswer, Platform } from "./core/chat.ts";
import type { ReplySurface } from "./core/reply-surface.ts";
import { openPinnedAnswers } from "./core/answers/pinned-file.ts";
import { createConversation } from "./core/conversation/conversation.ts";
import { startEngine } from "./core/engine/engine-client.ts";
import { createLateModel } from "./core/engine/late-model.ts";
import { physicalCores } from "./core/engine/physical-cores.ts";
import type { Log } from "./core/log.ts";
import { createPaces } from "./core/streaming/pace.ts";
import { createReplyStream } from "./core/streaming/reply-stream.ts";
import { tellOnce } from "./core/streaming/tell-once.ts";
import { systemClock } from "./core/system-clock.ts";
import { openDocuments } from "./documents.ts";
import { greeting } from "./greeting.ts";
import { findModel, type FoundModel } from "./models/find-model.ts";
import type { OnDownloadProgress } from "./models/download-progress.ts";
import { startMetrics } from "./metrics/start-metrics.ts";
import { openStorage } from "./storage.ts";

export const NAME = "Lantern";

/** The bot, running. */
export interface Lantern {
  /** Takes no more, lets answers under way end or marks them, then closes all it opened. Within about 9 seconds. */
  stop(): Promise<void>;
}

export interface LanternOptions {
  readonly config: Config;
  readonly log: Log;
  /** Aborting gives up a start under way. */
  readonly signal: AbortSignal;
  /** One line for the person at the terminal. */
  readonly say: (line: string) => void;
  readonly onProgress: OnDownloadProgress;
  /** Hears how many of the documents are read at the start. */
  readonly onReading: (done: number, total: number) => void;
  /** Resident memory of this process, in bytes. */
  readonly botBytes: () => number;
  /** Whether `npm run tune` has built the model library; null where it cannot. */
  readonly tuned: boolean | null;
}

/** What the model's parked states may take on disk; some 40 conversations that fill their window. */
const MAX_PARKED_BYTES = 2 ** 30;
/** How long answers under way may go on when the bot is told to stop, and how much longer their ends may be shown. */
const GRACE_MS = 4000;
const LAST_WORDS_MS = 3000;

/**
 * Opens everything in order: history, web page, model, platforms. Throws the {@link ConfigError}, {@link HistoryError},
 * {@link AdapterError} or {@link ModelError} that stands in the way, with all that was open closed again.
 */
export async function startLantern(options: LanternOptions): Promise<Lantern> {
  const closers: (() => Promise<void>)[] = [];

  async function stop(): Promise<void> {
    for (const close of closers.splice(0).toReversed()) await close();
  }

  try {
    await openAll(options, (close) => closers.push(close));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** Hands to `onOpened` what closes each thing again, in the order in which they were opened. */
async function openAll(
  options: LanternOptions,
  onOpened: (close: () => Promise<void>) => void,
): Promise<void> {
  const { config, log, signal, say } = options;
  const running = new Map<Platform, RunningAdapter>();
  /** Ends the last attempts to show something. */
  const hardStop = new AbortController();
  setMaxListeners(0, hardStop.signal); // one for each reply under way
  let found: FoundModel | null = null;

  const storage = await openStorage({
    dataDir: config.dataDir,
    answersMs: config.frequentAnswersHours * 3_600_000,
    clock: systemClock,
    log,
    say,
  });
  onOpened(async () => storage[Symbol.asyncDispose]());
  const model = createLateModel();
  onOpened(async () => model[Symbol.asyncDispose]());

  const metrics = await startMetrics({
    kept: storage.counted,
    clock: systemClock,
    date: Date.now,
    log: log.child({ part: "metrics" }),
    gauges() {
      const { residentBytes, active, waiting } = model.status();
      return { engineBytes: residentBytes, botBytes: options.botBytes(), active, waiting };
    },
    states() {
      const { model: name, state } = model.status();
      const connected = [...running].map(
        ([platform, adapter]) => [platform, adapter.state().kind === "connected"] as const,
      );
      return { model: name, modelReady: state === "ready", connected: new Map(connected) };
    },
  });
  onOpened(async () => metrics[Symbol.asyncDispose]());

  const fetching = {
    modelsDir: config.modelsDir,
    hubUrl: config.hubUrl,
    signal,
    log: log.child({ part: "model" }),
    onProgress: options.onProgress,
  };
  const consulted = config.knowledge && {
    ...config.knowledge,
    knowledge: await openDocuments({
      ...options,
      ...fetching,
      access: config.knowledge,
      dataDir: config.dataDir,
      clock: systemClock,
      log: log.child({ part: "knowledge" }),
    }),
  };
  if (consulted) onOpened(async () => consulted.knowledge[Symbol.asyncDispose]());

  const pinned = openPinnedAnswers({ file: config.faqFile, log: log.child({ part: "faq" }) });
  const ownAnswers = await pinned.count();
  if (ownAnswers > 0) say(`Answers of your own: ${ownAnswers}, in ${config.faqFile}.`);

  const conversation = createConversation({
    ...config,
    ...storage,
    observer: metrics.observer,
    pinned,
    consulted,
    folders: config.knowledge?.folders ?? null,
    model,
    modelReady: model.arrived,
    replyAt: (platform, place, parts) => running.get(platform)?.replyAt(place, parts) ?? null,
    date: Date.now,
    clock: systemClock,
    log: log.child({ part: "conversation" }),
    name: NAME,
    demo: () => found?.demo ?? false,
  });
  onOpened(async () => {
    await Promise.all([...running.values()].map((adapter) => adapter.stopIntake()));
    const patience = setTimeout(() => hardStop.abort(), GRACE_MS + LAST_WORDS_MS);
    await conversation.close(GRACE_MS);
    clearTimeout(patience);
    await Promise.all([...running.values()].map((adapter) => adapter.close()));
  });

  function start(adapter: ChatAdapter): void {
    const { platform } = adapter;
    running.set(
      platform,
      adapter.start(conversation, (state) => {
        report(platform, state, log, say);
        if (state.kind === "connected") conversation.resume(platform);
      }),
    );
  }

  function health(): Health {
    const { state } = model.status();
    const platforms = Object.fromEntries(
      [...running].map(([name, adapter]) => [name, healthOf(adapter.state())]),
    );
    const connected = [...running.values()].every((adapter) => adapter.state().kind === "connected");
    const complete = running.size === wanted(config);
    return { ready: state === "ready" && connected && complete, model: state, platforms };
  }

  if (config.web) {
    const web = createWebAdapter({
      ...config.web,
      pageDir: new URL("./adapters/web/page/", import.meta.url),
      log: log.child({ part: "web" }),
      about: () => ({ name: NAME, model: model.status().model, demo: found?.demo ?? false }),
      health,
      figures: metrics,
    });
    start(web);
    say(`The page is at ${(await web.listening()).url}`);
  }
  found = await findModel(config.model, {
    ...fetching,
    demoWillDo: config.discord === null && config.telegram === null,
    onDemo: (reason) =>
      say(
        `${reason}\nUntil then the tiny demo model answers: it knows a handful of phrases, for a first look.`,
      ),
  });
  model.arrive(
    await startEngine({
      entry: new URL("./core/engine/process/main.js", import.meta.url),
      settings: {
        modelPath: found.path,
        contextTokens: config.contextTokens,
        parallel: config.parallel,
        threads: config.threads ?? physicalCores(),
        sampling: config.sampling,
        system: config.systemPrompt,
        parking: { folder: join(config.dataDir, "states"), maxBytes: MAX_PARKED_BYTES },
      },
      log: log.child({ part: "engine" }),
      clock: systemClock,
      signal,
    }),
  );
  say(`The model ${model.status().model} is ready.`);
  for (const line of greeting(config, options.tuned)) say(line);
  const showing = { clock: systemClock, log, paces: createPaces(systemClock) };
  const shared = {
    clock: systemClock,
    openReply: (surface: ReplySurface, parts: readonly string[] = []) =>
      createReplyStream(surface, { ...showing, parts, signal: hardStop.signal }),
  };
  if (config.discord) {
    start(createDiscordAdapter({ ...shared, ...config.discord, log: log.child({ part: "discord" }) }));
  }
  if (config.telegram) {
    const tell = (surface: ReplySurface, answer: CommandAnswer, signal: AbortSignal) =>
      tellOnce(surface, answer, showing, signal);
    start(
      createTelegramAdapter({ ...shared, ...config.telegram, tell, log: log.child({ part: "telegram" }) }),
    );
  }
}

/** How many ways in there shall be. */
function wanted({ web, discord, telegram }: Config): number {
  return [web, discord, telegram].filter((one) => one !== null).length;
}

function healthOf(state: AdapterState): Health["platforms"][string] {
  return state.kind === "lost" || state.kind === "refused"
    ? { state: state.kind, sentence: state.sentence }
    : { state: state.kind };
}

/** Tells the person at the terminal what concerns them; the log has the rest. */
function report(platform: Platform, state: AdapterState, log: Log, say: (line: string) => void): void {
  switch (state.kind) {
    case "connecting":
    case "stopped":
      log.debug(state.kind, { platform });
      break;
    case "connected":
      log.info("connected", { platform });
      if (platform !== "web") say(`Connected to ${platform === "discord" ? "Discord" : "Telegram"}.`);
      break;
    case "lost":
      log.warn(state.sentence, { platform });
      break;
    case "refused":
      log.error(state.sentence, { platform });
      say(state.sentence);
      break;
  }
}

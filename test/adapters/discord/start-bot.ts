import { expect } from "vitest";
import { createDiscordAdapter } from "../../../src/adapters/discord/adapter.ts";
import type { AdapterState, RunningAdapter } from "../../../src/core/chat-adapter.ts";
import type { ReplySurface } from "../../../src/core/reply-surface.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { createPaces } from "../../../src/core/streaming/pace.ts";
import { createReplyStream } from "../../../src/core/streaming/reply-stream.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { createCapturedLog, type CapturedLog } from "../../fakes/captured-log.ts";
import type { FakeDiscord } from "../../fakes/discord/server.ts";
import { createScriptedConversation, type ScriptedConversation } from "../../fakes/scripted-conversation.ts";

/** The real adapter with the real discord.js, logged in to a fake Discord, with a scripted core behind it. */
export interface StartedBot extends AsyncDisposable {
  readonly core: ScriptedConversation;
  readonly log: CapturedLog;
  readonly running: RunningAdapter;
  /** Where the replies would appear, one surface for each message and command handed over. */
  readonly surfaces: readonly ReplySurface[];
  /** Every state that the adapter told of, oldest first. */
  readonly states: readonly AdapterState[];
  /** Resolves with the adapter's state as soon as it is of that kind. */
  reached(kind: AdapterState["kind"]): Promise<AdapterState>;
}

/** What `probe` finds, once it is as expected; patient, for machines that are busy. */
export const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: 8_000 });

/** A clock on which a hundred times as much time passes, so that pauses are real but short. */
export const hurriedClock: Clock = {
  now: () => systemClock.now() * 100,
  sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
};

export function startBot(
  discord: FakeDiscord,
  {
    token = discord.token,
    apiUrl = discord.apiUrl,
    clock = systemClock,
    readsAllMessages = false,
    hearsTyping = true,
    core = createScriptedConversation(),
  } = {},
): StartedBot {
  const log = createCapturedLog();
  const states: AdapterState[] = [];
  const surfaces: ReplySurface[] = [];
  const finishing = new Set<Promise<void>>();
  const paces = createPaces(hurriedClock);
  let onChange = () => {};
  const adapter = createDiscordAdapter({
    token,
    apiUrl,
    readsAllMessages,
    hearsTyping,
    log,
    clock,
    openReply(surface, parts = []) {
      surfaces.push(surface);
      const reply = createReplyStream(surface, { clock: hurriedClock, log, paces, parts });
      return {
        ...reply,
        finish(ending) {
          const done = reply.finish(ending).finally(() => finishing.delete(done));
          finishing.add(done);
          return done;
        },
      };
    },
  });
  const running = adapter.start(core, (state) => {
    states.push(state);
    onChange();
  });

  return {
    core,
    log,
    running,
    surfaces,
    states,
    async reached(kind) {
      while (running.state().kind !== kind) await new Promise<void>((resolve) => (onChange = resolve));
      return running.state();
    },
    async [Symbol.asyncDispose]() {
      await running.stopIntake();
      await Promise.allSettled(finishing);
      await running.close();
    },
  };
}

/** Logs a bot in and waits until it is there. */
export async function connectBot(
  discord: FakeDiscord,
  options?: Parameters<typeof startBot>[1],
): Promise<StartedBot> {
  const bot = startBot(discord, options);
  await bot.reached("connected");
  return bot;
}

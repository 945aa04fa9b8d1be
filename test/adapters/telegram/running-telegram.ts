import { createTelegramAdapter } from "../../../src/adapters/telegram/adapter.ts";
import type { AdapterState, RunningAdapter } from "../../../src/core/chat-adapter.ts";
import { createPaces } from "../../../src/core/streaming/pace.ts";
import { createReplyStream } from "../../../src/core/streaming/reply-stream.ts";
import { tellOnce } from "../../../src/core/streaming/tell-once.ts";
import { createCapturedLog, type CapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock, type ManualClock } from "../../fakes/manual-clock.ts";
import { createScriptedConversation, type ScriptedConversation } from "../../fakes/scripted-conversation.ts";
import type { FakeTelegram } from "../../fakes/telegram/fake-telegram.ts";

/** The adapter with a scripted core behind it, connected to a fake Telegram. */
export interface RunningTelegram extends AsyncDisposable {
  readonly adapter: RunningAdapter;
  readonly core: ScriptedConversation;
  readonly log: CapturedLog;
  readonly clock: ManualClock;
  /** Every state that was told, oldest first. */
  readonly states: readonly AdapterState[];
  /** Lets time pass, a tenth of a second at a time, until `condition` holds. */
  passUntil(condition: () => boolean): Promise<void>;
}

interface Connection {
  readonly token: string;
  readonly apiUrl: string;
}

/** Starts the adapter without waiting for anything. Its clock stands still until the test turns it. */
export function launchTelegram(
  { token, apiUrl }: Connection,
  core: ScriptedConversation = createScriptedConversation(),
): RunningTelegram {
  const log = createCapturedLog();
  const clock = createManualClock();
  const paces = createPaces(clock);
  const states: AdapterState[] = [];
  const adapter = createTelegramAdapter({
    token,
    apiUrl,
    log,
    clock,
    openReply: (surface, parts = []) => createReplyStream(surface, { clock, log, paces, parts }),
    tell: (surface, answer, signal) => tellOnce(surface, answer, { clock, log, paces }, signal),
  }).start(core, (state) => void states.push(state));
  return {
    adapter,
    core,
    log,
    clock,
    states,
    async passUntil(condition) {
      for (let step = 0; step < 20_000; step++) {
        if (condition()) return;
        await clock.advance(100);
      }
      throw new Error(`Time passed, but never came to: ${String(condition)}`);
    },
    [Symbol.asyncDispose]: () => adapter.close(),
  };
}

/** Starts the adapter and waits until it listens. */
export async function runTelegram(
  telegram: FakeTelegram,
  core?: ScriptedConversation,
): Promise<RunningTelegram> {
  const asked = telegram.callsOf("getMyCommands").length;
  const running = launchTelegram(telegram, core);
  const isOffered = () =>
    telegram.callsOf("getMyCommands").length >= asked + 2 && telegram.world.menus.length === 2;
  await telegram.until(() => telegram.isPolled() && isOffered());
  return running;
}

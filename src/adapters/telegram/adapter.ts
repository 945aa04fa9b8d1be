import { setMaxListeners } from "node:events";
import { Api } from "grammy";
import { z } from "zod";
import {
  type AdapterState,
  type ChatAdapter,
  type Conversation,
  isSameState,
  type Reply,
  type ReplySurface,
} from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { AdapterError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { registerCommands } from "./commands.ts";
import { callFailure, type CallFailure } from "./failures.ts";
import { grammySignal } from "./grammy-signal.ts";
import { createIntake } from "./intake.ts";
import { keepTrying } from "./persistence.ts";
import { LONG_POLL_SECONDS, pollUpdates } from "./polling.ts";

/** A call without an answer by then is dead. Generous, since a message that was sent after all would be sent twice. */
const CALL_SECONDS = 30;

export interface TelegramAdapterOptions {
  readonly token: string;
  /** Root of another Bot API server; undefined for Telegram's own. */
  readonly apiUrl: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
  /** Makes the reply that shows itself on a surface. */
  readonly openReply: (surface: ReplySurface) => Reply;
}

const meSchema = z.object({
  id: z.int(),
  username: z.string().min(1),
  can_read_all_group_messages: z.boolean().optional(),
});

/** Telegram, fetched by long polling: an update counts as received only once the core has taken it over. */
export function createTelegramAdapter(options: TelegramAdapterOptions): ChatAdapter {
  const { token, log, clock, openReply } = options;
  const root = options.apiUrl === undefined ? {} : { apiRoot: options.apiUrl.replace(/\/+$/, "") };
  const api = new Api(token, { ...root, timeoutSeconds: CALL_SECONDS });
  const polls = new Api(token, { ...root, timeoutSeconds: LONG_POLL_SECONDS + CALL_SECONDS / 2 });

  return {
    platform: "telegram",
    start(core, onState) {
      const stopping = new AbortController();
      const closing = new AbortController();
      setMaxListeners(0, closing.signal); // one for each call under way; Node 20 warns from the eleventh on
      const background = new Set<Promise<void>>();
      let state: AdapterState = { kind: "connecting" };

      function become(next: AdapterState, failure?: CallFailure) {
        if (failure !== undefined) log.debug("A call to Telegram failed", { ...failure });
        if (stopping.signal.aborted && next.kind !== "stopped") return;
        if (isSameState(state, next)) return;
        state = next;
        onState(next);
      }

      function inBackground(work: Promise<void>) {
        const tracked = work.finally(() => background.delete(tracked));
        background.add(tracked);
      }

      async function serve(core: Conversation): Promise<void> {
        const { signal } = stopping;
        const trying = { clock, signal, onLost: become };
        const me = await keepTrying(introduce, trying);
        // Telegram gives out no updates while a webhook of an earlier bot is set.
        await keepTrying((signal) => api.deleteWebhook({}, grammySignal(signal)), trying);
        if (me.can_read_all_group_messages === false) log.info(privacyNote(me.username));
        inBackground(offerCommands());
        const closed = closing.signal;
        const handle = createIntake({ me, api, core, openReply, clock, log, inBackground, closed });
        await pollUpdates({ api: polls, clock, handle, onState: become, signal });
      }

      async function introduce(signal: AbortSignal) {
        return meSchema.parse(await api.getMe(grammySignal(signal)));
      }

      async function offerCommands(): Promise<void> {
        try {
          await registerCommands(api, grammySignal(closing.signal));
        } catch (error) {
          if (closing.signal.aborted) return;
          const { reason } = callFailure(error);
          log.warn("Telegram's menu of commands could not be set; the commands work all the same", {
            reason,
          });
        }
      }

      async function run(): Promise<void> {
        try {
          await serve(core);
        } catch (error) {
          if (stopping.signal.aborted) return;
          if (error instanceof AdapterError) {
            become({ kind: "refused", sentence: error.message });
            return;
          }
          log.error("Telegram is cut off by a fault of the bot's own", { error });
          become({
            kind: "lost",
            sentence: "Telegram is cut off by a fault of the bot's own: start it again.",
          });
        }
      }

      const running = run();

      async function stopIntake(): Promise<void> {
        stopping.abort();
        await running;
        become({ kind: "stopped" });
      }

      return {
        state: () => state,
        stopIntake,
        async close() {
          closing.abort();
          await stopIntake();
          await Promise.all(background);
        },
      };
    },
  };
}

function privacyNote(username: string): string {
  return (
    `Telegram's privacy mode is on: in groups @${username} hears /ask, other commands and replies to its messages, ` +
    `but no mentions. To change that, send /setprivacy to @BotFather, choose Disable, then remove the bot from each ` +
    `group and add it again.`
  );
}

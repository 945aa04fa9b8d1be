import { setMaxListeners } from "node:events";
import { Api } from "grammy";
import { z } from "zod";
import { type AdapterState, type ChatAdapter, isSameState } from "../../core/chat-adapter.ts";
import type { CommandAnswer, Conversation, Reply } from "../../core/chat.ts";
import type { ReplySurface } from "../../core/reply-surface.ts";
import type { Clock } from "../../core/clock.ts";
import { AdapterError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { offerCommands } from "./commands.ts";
import type { CallFailure } from "./failures.ts";
import { grammySignal } from "./grammy-signal.ts";
import { createIntake } from "./intake.ts";
import { createMigrations } from "./migrations.ts";
import { keepTrying } from "./persistence.ts";
import { readPlace, type Place } from "./place.ts";
import { LONG_POLL_SECONDS, pollUpdates } from "./polling.ts";
import type { Me } from "./sender.ts";
import { createTelegramSurface } from "./surface.ts";

/** A call without an answer by then is dead. Generous, since a message that was sent after all would be sent twice. */
const CALL_SECONDS = 75;
/** An answer to a poll that has not come by so long after its time never will; the next one makes up for it. */
const POLL_GRACE_SECONDS = 15;

export interface TelegramAdapterOptions {
  readonly token: string;
  /** Root of another Bot API server; undefined for Telegram's own. */
  readonly apiUrl: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
  /** Makes the reply that shows itself on a surface, going on in the messages `parts` if there are any. */
  readonly openReply: (surface: ReplySurface, parts?: readonly string[]) => Reply;
  /** Shows what a command says. Aborting ends it. */
  readonly tell: (surface: ReplySurface, answer: CommandAnswer, signal: AbortSignal) => Promise<void>;
}

const meSchema = z.object({
  id: z.int(),
  username: z.string().min(1),
  can_read_all_group_messages: z.boolean().optional(),
});

/** Telegram, fetched by long polling: an update counts as received only once the core has taken it over. */
export function createTelegramAdapter(options: TelegramAdapterOptions): ChatAdapter {
  const { token, log, clock, openReply, tell } = options;
  const root = options.apiUrl === undefined ? {} : { apiRoot: options.apiUrl.replace(/\/+$/, "") };
  const api = new Api(token, { ...root, timeoutSeconds: CALL_SECONDS });
  const polls = new Api(token, { ...root, timeoutSeconds: LONG_POLL_SECONDS + POLL_GRACE_SECONDS });

  return {
    platform: "telegram",
    start(core, onState) {
      const stopping = new AbortController();
      const closing = new AbortController();
      setMaxListeners(0, closing.signal); // one for each call under way; Node 20 warns from the eleventh on
      const background = new Set<Promise<void>>();
      const migrations = createMigrations(core);
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
        inBackground(offerCommands(api, log, closing.signal));
        const intake = createIntake({
          me,
          api,
          core,
          migrations,
          surfaceAt,
          openReply: (surface) => openReply(surface),
          tell: tellOrLog,
          clock,
          log,
          inBackground,
          closed: closing.signal,
        });
        try {
          await pollUpdates({
            api: polls,
            clock,
            handle: (update) => intake.take(update),
            onState: become,
            signal,
          });
        } finally {
          await intake.settled();
        }
      }

      function surfaceAt(place: Place): ReplySurface {
        return createTelegramSurface(place, { api, migrations, closed: closing.signal });
      }

      async function tellOrLog(surface: ReplySurface, answer: CommandAnswer): Promise<void> {
        try {
          await tell(surface, answer, closing.signal);
        } catch (error) {
          if (closing.signal.aborted) return;
          log.warn("The answer to a command could not be shown on Telegram", { error });
        }
      }

      async function introduce(signal: AbortSignal): Promise<Me> {
        return meSchema.parse(await api.getMe(grammySignal(signal)));
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
        replyAt(written, parts) {
          const place = readPlace(written);
          return place === null ? null : openReply(surfaceAt(place), parts);
        },
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

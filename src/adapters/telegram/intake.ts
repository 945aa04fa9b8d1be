import type { Api } from "grammy";
import type { Message, Update } from "grammy/types";
import type { CommandCall, Conversation, Reply, ReplySurface } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { SurfaceError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { toInbound, topicOf, type Me } from "./inbound.ts";
import { createRights } from "./rights.ts";
import { createTelegramSurface } from "./surface.ts";

const ATTEMPTS = 3;
const SHORTEST_PAUSE_MS = 2_000;

interface IntakeOptions {
  readonly me: Me;
  readonly api: Api;
  readonly core: Conversation;
  readonly openReply: (surface: ReplySurface) => Reply;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes care of work that nothing waits for. It does not reject. */
  readonly inBackground: (work: Promise<void>) => void;
  /** Ends all calls. */
  readonly closed: AbortSignal;
}

/**
 * Hands updates to the core. The promise resolves once the core has taken the update over, and never rejects: an
 * update that nothing can be made of is logged and counts as handled, or it would come again for ever.
 */
export function createIntake(options: IntakeOptions): (update: Update) => Promise<void> {
  const { me, api, core, openReply, clock, log, inBackground, closed } = options;
  const rights = createRights({ api, clock, log });

  function surfaceFor(message: Message): ReplySurface {
    const direct = message.chat.type === "private";
    const place = {
      chatId: message.chat.id,
      threadId: topicOf(message),
      messageId: message.message_id,
      direct,
    };
    return createTelegramSurface(api, place, closed);
  }

  async function withRights(call: CommandCall, { chat, from }: Message): Promise<CommandCall> {
    if (call.person.managesChannel || from === undefined) return call;
    const managesChannel = await rights.isAdmin(chat.id, from.id, closed);
    return { ...call, person: { ...call.person, managesChannel } };
  }

  async function tell(surface: ReplySurface, sentence: string): Promise<void> {
    for (let attempt = 1; !closed.aborted; attempt++) {
      try {
        await surface.post(sentence, closed);
        return;
      } catch (error) {
        if (closed.aborted) return;
        if (attempt === ATTEMPTS || !mayPassLater(error)) {
          log.warn("The answer to a command could not be shown on Telegram", { error });
          return;
        }
        // A sleep cut short by the end of the connection ends the loop.
        await clock.sleep(Math.max(error.retryAfterMs, SHORTEST_PAUSE_MS), closed).catch(() => undefined);
      }
    }
  }

  async function take(message: Message): Promise<void> {
    const inbound = toInbound(message, me);
    if (inbound === null) return;
    const surface = surfaceFor(message);
    const reply = openReply(surface);
    if (inbound.kind === "message") {
      await core.receive(inbound.message, reply);
      return;
    }
    const sentence = await core.command(await withRights(inbound.call, message), reply);
    if (sentence !== null) inBackground(tell(surface, sentence));
  }

  return async function handle({ update_id: update, message }) {
    try {
      if (message !== undefined) await take(message);
    } catch (error) {
      log.error("An update from Telegram could not be handled and is left out", { update, error });
    }
  };
}

function mayPassLater(error: unknown): error is SurfaceError {
  return error instanceof SurfaceError && (error.code === "rate-limited" || error.code === "unavailable");
}

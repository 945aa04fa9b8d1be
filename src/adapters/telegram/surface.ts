import { isDeepStrictEqual } from "node:util";
import type { Api } from "grammy";
import type { PostedPart, ReplySurface } from "../../core/chat.ts";
import { SurfaceError } from "../../core/errors.ts";
import { callFailure, isNotModified, toSurfaceError } from "./failures.ts";
import type { FormattedText } from "./formatting/canvas.ts";
import { asWritten, fitForTelegram, MAX_MESSAGE_LENGTH } from "./formatting/format.ts";
import { grammySignal, type GrammySignal } from "./grammy-signal.ts";

/**
 * What the core leaves free in a part, for what grows when it is formatted, such as addresses that are written out. Where
 * that does not suffice, {@link fitForTelegram} shows the Markdown as it is, which then fits.
 */
const RESERVE = 256;

/** Where a reply goes: below the message it answers. */
export interface Place {
  readonly chatId: number;
  /** The forum topic, in chats that have them. */
  readonly threadId: number | undefined;
  /** The message that is answered. */
  readonly messageId: number;
  readonly direct: boolean;
}

/**
 * The place as a surface of messages without link previews, which shows Markdown as Telegram formats it. Its first part
 * is a reply to the message it answers, also when that message has been deleted meanwhile. When `closed` aborts, calls
 * fail as `unavailable`.
 */
export function createTelegramSurface(api: Api, place: Place, closed: AbortSignal): ReplySurface {
  const { chatId, messageId, direct } = place;
  const unadorned = { link_preview_options: { is_disabled: true } } as const;
  const inTopic = place.threadId === undefined ? {} : { message_thread_id: place.threadId };
  const asReply = { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } };
  let answered = false;

  async function call<T>(signal: AbortSignal, request: (aborting: GrammySignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await request(grammySignal(signal, closed));
    } catch (error) {
      signal.throwIfAborted();
      throw closed.aborted ? new SurfaceError("unavailable", "Telegram: closed") : toSurfaceError(error);
    }
  }

  /** Sends what `markdown` looks like, or if Telegram refuses that, once more as it was written. */
  function send<T>(
    { markdown, message }: { readonly markdown: string; readonly message: FormattedText },
    signal: AbortSignal,
    request: (message: FormattedText, aborting: GrammySignal) => Promise<T>,
  ): Promise<T> {
    return call(signal, async (aborting) => {
      try {
        return await request(message, aborting);
      } catch (error) {
        if (message.entities.length === 0 || !isRefusal(error)) throw error;
      }
      return request(asWritten(markdown), aborting);
    });
  }

  function createPart(postedId: number, posted: FormattedText): PostedPart {
    let shown = posted;
    return {
      async replace(markdown, signal) {
        const message = fitForTelegram(markdown);
        // The API refuses an edit that changes nothing, and counts it against the chat's budget.
        if (isDeepStrictEqual(message, shown)) return;
        await send({ markdown, message }, signal, async ({ text, entities }, aborting) => {
          try {
            await api.editMessageText(chatId, postedId, text, { ...unadorned, entities }, aborting);
          } catch (error) {
            if (!isNotModified(error)) throw error;
          }
        });
        shown = message;
      },
    };
  }

  return {
    limits: {
      maxPartLength: MAX_MESSAGE_LENGTH - RESERVE,
      maxPartLines: Infinity,
      // About one call a second in a private chat, twenty a minute in a group, with a little room.
      minEditIntervalMs: direct ? 1100 : 3100,
      typingIntervalMs: 4500, // people see it for five seconds
    },
    async post(markdown, signal) {
      const message = fitForTelegram(markdown);
      const options = { ...unadorned, ...inTopic, ...(answered ? {} : asReply) };
      const posted = await send({ markdown, message }, signal, ({ text, entities }, aborting) =>
        api.sendMessage(chatId, text, { ...options, entities }, aborting),
      );
      answered = true;
      return createPart(posted.message_id, message);
    },
    async showTyping(signal) {
      try {
        await call(signal, (aborting) => api.sendChatAction(chatId, "typing", inTopic, aborting));
      } catch {
        // Only a courtesy: whatever is wrong shows when the text comes.
      }
    },
  };
}

/** Whether Telegram refused what a message says; it was not sent. */
function isRefusal(error: unknown): boolean {
  return (
    callFailure(error).status === 400 && !isNotModified(error) && toSurfaceError(error).code === "rejected"
  );
}

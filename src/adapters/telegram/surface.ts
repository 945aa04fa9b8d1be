import type { Api } from "grammy";
import type { PostedPart, ReplySurface } from "../../core/chat.ts";
import { SurfaceError } from "../../core/errors.ts";
import { isNotModified, toSurfaceError } from "./failures.ts";
import { grammySignal, type GrammySignal } from "./grammy-signal.ts";

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
 * The place as a surface of plain text messages without link previews. Its first part is a reply to the message it
 * answers, also when that message has been deleted meanwhile. When `closed` aborts, calls fail as `unavailable`.
 */
export function createTelegramSurface(api: Api, place: Place, closed: AbortSignal): ReplySurface {
  const { chatId, messageId, direct } = place;
  const plain = { link_preview_options: { is_disabled: true } } as const;
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

  function createPart(postedId: number, posted: string): PostedPart {
    let shown = posted.trim();
    return {
      async replace(text, signal) {
        // The API trims texts itself, refuses an edit that changes nothing, and counts it against the chat's budget.
        const trimmed = text.trim();
        if (trimmed === shown) return;
        await call(signal, async (aborting) => {
          try {
            await api.editMessageText(chatId, postedId, text, plain, aborting);
          } catch (error) {
            if (!isNotModified(error)) throw error;
          }
        });
        shown = trimmed;
      },
    };
  }

  return {
    limits: {
      maxPartLength: 4096,
      maxPartLines: Infinity,
      // About one call a second in a private chat, twenty a minute in a group, with a little room.
      minEditIntervalMs: direct ? 1100 : 3100,
      typingIntervalMs: 4500, // people see it for five seconds
    },
    async post(text, signal) {
      const options = { ...plain, ...inTopic, ...(answered ? {} : asReply) };
      const posted = await call(signal, (aborting) => api.sendMessage(chatId, text, options, aborting));
      answered = true;
      return createPart(posted.message_id, text);
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

import { isDeepStrictEqual } from "node:util";
import type { Api } from "grammy";
import type { InlineKeyboardMarkup } from "grammy/types";
import type { PostedPart, ReplySurface } from "../../core/reply-surface.ts";
import { SurfaceError } from "../../core/errors.ts";
import { keyboardFor } from "./controls.ts";
import { callFailure, isNotModified, toSurfaceError } from "./failures.ts";
import type { FormattedText } from "./formatting/canvas.ts";
import { fitForTelegram, MAX_MESSAGE_LENGTH } from "./formatting/format.ts";
import { grammySignal, type GrammySignal } from "./grammy-signal.ts";
import type { Migrations } from "./migrations.ts";
import type { Place } from "./place.ts";
import { sendFormatted } from "./send-formatted.ts";

/**
 * What the core leaves free in a part, for what grows when it is formatted, such as addresses that are written out. Where
 * that does not suffice, {@link fitForTelegram} shows the Markdown as it is, which then fits.
 */
const RESERVE = 256;

/** What people see of a message. */
interface Shown extends FormattedText {
  readonly keyboard: InlineKeyboardMarkup | undefined;
}

interface SurfaceOptions {
  readonly api: Api;
  readonly migrations: Migrations;
  /** When it aborts, calls fail as `unavailable`. */
  readonly closed: AbortSignal;
}

/**
 * The place as a surface of messages without link previews, which shows Markdown as Telegram formats it, with a control as a
 * button below. Its first part is a reply to the message it answers, also when that message has been deleted meanwhile. When a
 * group becomes a supergroup it goes on there; what was posted before is then `gone`.
 */
export function createTelegramSurface(place: Place, options: SurfaceOptions): ReplySurface {
  const { api, migrations, closed } = options;
  const { threadId, messageId, direct } = place;
  const unadorned = { link_preview_options: { is_disabled: true } } as const;
  const inTopic = threadId === undefined ? {} : { message_thread_id: threadId };
  let answered = messageId === undefined;

  function chatNow(): number {
    return migrations.current(place.chatId);
  }

  /** Only the first part answers, and only where the question stands: elsewhere its number is that of another message. */
  function asReply(chatId: number) {
    if (answered || messageId === undefined || chatId !== place.chatId) return {};
    return { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } };
  }

  async function call<T>(signal: AbortSignal, request: (aborting: GrammySignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await request(grammySignal(signal, closed));
    } catch (error) {
      signal.throwIfAborted();
      throw closed.aborted ? new SurfaceError("unavailable", "Telegram: closed") : toSurfaceError(error);
    }
  }

  /** Makes a request in the chat, and where that turns out to have become another one, once more there. */
  async function inChat<T>(request: (chatId: number) => Promise<T>): Promise<T> {
    const chatId = chatNow();
    try {
      return await request(chatId);
    } catch (error) {
      const { migratedTo } = callFailure(error);
      if (migratedTo === undefined) throw error;
      await migrations.happened(chatId, migratedTo);
      return request(migratedTo);
    }
  }

  /** `chatId` is where it was posted. */
  function createPart(chatId: number, postedId: number, posted: Shown | undefined): PostedPart {
    /** Undefined while nobody knows. */
    let shown = posted;

    async function edit(
      markdown: string,
      keyboard: InlineKeyboardMarkup | undefined,
      aborting: GrammySignal,
    ) {
      await sendFormatted(markdown, async ({ text, entities }) => {
        try {
          // An edit without a keyboard takes away the one that was there.
          const markup = keyboard === undefined ? {} : { reply_markup: keyboard };
          await api.editMessageText(chatId, postedId, text, { ...unadorned, entities, ...markup }, aborting);
        } catch (error) {
          const { migratedTo } = callFailure(error);
          if (migratedTo !== undefined) await migrations.happened(chatId, migratedTo);
          if (!isNotModified(error)) throw error;
        }
      });
    }

    return {
      id: String(postedId),
      async replace(markdown, signal, control) {
        const keyboard = keyboardFor(control, place);
        const wanted: Shown = { ...fitForTelegram(markdown), keyboard };
        // The API refuses an edit that changes nothing, and counts it against the chat's budget.
        if (isDeepStrictEqual(wanted, shown)) return;
        signal.throwIfAborted();
        if (migrations.current(chatId) !== chatId) {
          throw new SurfaceError("gone", "Telegram: the group has become a supergroup");
        }
        shown = undefined; // an edit that fails may have been carried out all the same
        await call(signal, (aborting) => edit(markdown, keyboard, aborting));
        shown = wanted;
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
    chat: `telegram:${chatNow()}`,
    postsOnce: false, // the API has nothing to know a message by before it is there
    async post(markdown, signal, control) {
      const keyboard = keyboardFor(control, place);
      const markup = keyboard === undefined ? {} : { reply_markup: keyboard };
      return call(signal, (aborting) =>
        inChat(async (chatId) => {
          const options = { ...unadorned, ...inTopic, ...asReply(chatId), ...markup };
          const posted = await sendFormatted(markdown, ({ text, entities }) =>
            api.sendMessage(chatId, text, { ...options, entities }, aborting),
          );
          answered = true;
          return createPart(chatId, posted.message_id, { ...fitForTelegram(markdown), keyboard });
        }),
      );
    },
    adopt(id) {
      answered = true;
      return createPart(place.chatId, Number(id), undefined);
    },
    async showTyping(signal) {
      await call(signal, (aborting) => api.sendChatAction(chatNow(), "typing", inTopic, aborting));
    },
  };
}

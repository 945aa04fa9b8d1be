import type { Api } from "grammy";
import type { CallbackQuery } from "grammy/types";
import type { ButtonPress, Conversation } from "../../core/chat.ts";
import { languageFor } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import { readButtonData } from "./controls.ts";
import { callFailure } from "./failures.ts";
import { grammySignal } from "./grammy-signal.ts";
import { channelOf } from "./place.ts";
import type { Rights } from "./rights.ts";
import { originsOf, personOf } from "./sender.ts";

/** What Telegram shows at most of an answer to a press. */
const LONGEST_TOAST = 200;

interface PressesOptions {
  readonly api: Api;
  readonly core: Conversation;
  readonly rights: Rights;
  readonly log: Log;
  /** Ends all calls. */
  readonly closed: AbortSignal;
}

/**
 * Hands presses of buttons to the core, and shows what it says to the person who pressed. Every press is answered, also
 * one that means nothing: until then the button spins. The promise never rejects.
 */
export function createPresses(options: PressesOptions): (query: CallbackQuery) => Promise<void> {
  const { api, core, rights, log, closed } = options;

  async function carryOut(query: CallbackQuery): Promise<string | null> {
    const press = toPress(query);
    if (press === null) return null;
    const { person, direct } = press;
    const chatId = query.message?.chat.id;
    if (direct || chatId === undefined) return core.press(press);
    const managesChannel = await rights.isAdmin(chatId, query.from.id, closed);
    return core.press({ ...press, person: { ...person, managesChannel } });
  }

  async function answer(queryId: string, sentence: string | null): Promise<void> {
    const said = sentence === null ? {} : { text: shortened(sentence) };
    try {
      await api.answerCallbackQuery(queryId, { ...said, show_alert: false }, grammySignal(closed));
    } catch (error) {
      if (closed.aborted) return;
      // Most often the press is from before a restart, and nobody waits any more.
      log.debug("A press of a button on Telegram could not be answered", {
        reason: callFailure(error).reason,
      });
    }
  }

  return async (query) => {
    let sentence: string | null = null;
    try {
      sentence = await carryOut(query);
    } catch (error) {
      log.error("A press of a button on Telegram could not be carried out", { error });
    }
    await answer(query.id, sentence);
  };
}

/** Reads a press; null when it is of no button of the bot's in a chat. The person's `managesChannel` is true in private chats only. */
function toPress({ from, message, inline_message_id: inline, data }: CallbackQuery): ButtonPress | null {
  const button = readButtonData(data);
  if (button === null || message === undefined || inline !== undefined) return null;
  const sent = { chat: message.chat, from };
  return {
    ...button,
    channel: channelOf(message),
    part: String(message.message_id),
    person: personOf(sent),
    origins: originsOf(sent),
    direct: message.chat.type === "private",
    language: languageFor(from.language_code, ""),
  };
}

/** The beginning of `sentence` that a toast has room for, without half a character at its end. */
function shortened(sentence: string): string {
  if (sentence.length <= LONGEST_TOAST) return sentence;
  return `${sentence.slice(0, LONGEST_TOAST - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

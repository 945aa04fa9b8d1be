import type { LinkPreviewOptions, MessageEntity } from "grammy/types";
import { z } from "zod";
import { entityFault } from "./entity-rules.ts";
import { checkedKeyboard } from "./keyboard-rules.ts";
import { mentionsIn } from "./mentions.ts";
import { badRequest } from "./refusal.ts";
import type { Updates } from "./updates.ts";
import { toWire } from "./wire.ts";
import { messageIn, place, topicRoot, type ChatState, type SeenMessage, type World } from "./world.ts";

/** Carries a call out and gives its result; throws {@link Refusal}. `signal` aborts when the caller is gone. */
export type Method = (parameters: unknown, signal: AbortSignal) => unknown;

const LONGEST_TEXT = 4096;
const LONGEST_TOAST = 200;

const object = z.custom<object>((value) => typeof value === "object" && value !== null);
const entities = z.array(z.custom<MessageEntity>((value) => object.safeParse(value).success)).default([]);
const preview = z.custom<LinkPreviewOptions>((value) => object.safeParse(value).success).optional();
const inChat = { chat_id: z.int() };
const inTopic = { ...inChat, message_thread_id: z.int().optional() };
// Markup would have to be parsed as Telegram does; whoever needs it says so with entities.
const text = { text: z.string(), parse_mode: z.never().optional(), entities };
const shown = { ...text, reply_markup: z.unknown().optional(), link_preview_options: preview };
const answering = z.object({ message_id: z.int(), allow_sending_without_reply: z.boolean().default(false) });
const languageCode = z
  .string()
  .regex(/^(?:[a-z]{2})?$/, "invalid language code specified")
  .default("");
const menu = { language_code: languageCode, scope: z.object({ type: z.string() }).optional() };

function method<T>(schema: z.ZodType<T>, run: (parameters: T, signal: AbortSignal) => unknown): Method {
  return (parameters, signal) => {
    const parsed = schema.safeParse(parameters);
    if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
    return run(parsed.data, signal);
  };
}

/** The methods of the Bot API that this fake knows, by name. */
export function createMethods(
  world: World,
  updates: Updates,
  changed: () => void,
): ReadonlyMap<string, Method> {
  function openChat(id: number): ChatState {
    const state = world.chats.get(id);
    if (state === undefined) throw badRequest("chat not found");
    if (state.closed !== undefined) throw state.closed;
    return state;
  }

  function ownMessage(state: ChatState, id: number): SeenMessage {
    const message = messageIn(state, id);
    if (message === undefined) throw badRequest("message to edit not found");
    if (message.from.id !== world.bot.id) throw badRequest("message can't be edited");
    return message;
  }

  function checkTopic(state: ChatState, topic: number | undefined) {
    if (topic !== undefined && state.chat.is_forum === true && topicRoot(state, topic) === undefined) {
      throw badRequest("message thread not found");
    }
  }

  const sendMessage = method(
    z.object({ ...inTopic, ...shown, reply_parameters: answering.optional() }),
    (asked) => {
      const state = openChat(asked.chat_id);
      checkTopic(state, asked.message_thread_id);
      const words = checkedWords(asked);
      const answered = messageIn(state, asked.reply_parameters?.message_id);
      const mayStandAlone = asked.reply_parameters?.allow_sending_without_reply ?? true;
      if (answered === undefined && !mayStandAlone) throw badRequest("message to be replied not found");
      const message = place(world, state, {
        from: world.bot,
        ...words,
        topic: asked.message_thread_id,
        replyTo: answered?.id,
        replyMarkup: checkedKeyboard(asked.reply_markup),
        linkPreview: asked.link_preview_options,
      });
      world.called.push(...mentionsIn(words.text, words.entities));
      return toWire(state, message);
    },
  );

  const editMessageText = method(z.object({ ...inChat, message_id: z.int(), ...shown }), (asked) => {
    const state = openChat(asked.chat_id);
    const message = ownMessage(state, asked.message_id);
    const { text, entities } = checkedWords(asked);
    const keyboard = checkedKeyboard(asked.reply_markup);
    if (isSame([text, entities, keyboard], [message.text, message.entities, message.replyMarkup])) {
      throw badRequest(
        "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
      );
    }
    message.earlierTexts.push(message.text);
    message.text = text;
    message.entities = entities;
    message.replyMarkup = keyboard; // absent: the keyboard goes
    world.called.push(...mentionsIn(text, entities));
    message.linkPreview = asked.link_preview_options;
    return toWire(state, message);
  });

  const all: Readonly<Record<string, Method>> = {
    getMe: () => world.bot,
    deleteWebhook: () => true,
    getUpdates: method(
      z.object({
        offset: z.int().default(0),
        limit: z.int().min(1).max(100).default(100),
        timeout: z.int().min(0).default(0),
        allowed_updates: z.array(z.string()).optional(),
      }),
      ({ offset, limit, timeout, allowed_updates: allowed }, signal) =>
        updates.poll({ offset, limit, timeoutSeconds: timeout, allowed }, signal),
    ),
    sendMessage,
    editMessageText,
    deleteMessage: method(z.object({ ...inChat, message_id: z.int() }), (asked) => {
      const message = messageIn(openChat(asked.chat_id), asked.message_id);
      if (message === undefined) throw badRequest("message to delete not found");
      message.deleted = true;
      return true;
    }),
    sendChatAction: method(z.object({ ...inTopic, action: z.string() }), (asked) => {
      const state = openChat(asked.chat_id);
      checkTopic(state, asked.message_thread_id);
      world.actions.push({ chatId: state.chat.id, topic: asked.message_thread_id, action: asked.action });
      return true;
    }),
    setMyCommands: method(
      z.object({
        commands: z.array(z.object({ command: z.string(), description: z.string() })).max(100),
        ...menu,
      }),
      ({ commands, language_code: language, scope = { type: "default" } }) => {
        world.menus = world.menus.filter(
          (other) => other.language !== language || other.scope !== scope.type,
        );
        world.menus.push({ commands, language, scope: scope.type });
        return true;
      },
    ),
    getMyCommands: method(
      z.object(menu),
      ({ language_code: language, scope = { type: "default" } }) =>
        world.menus.find((menu) => menu.language === language && menu.scope === scope.type)?.commands ?? [],
    ),
    getChatMember: method(z.object({ ...inChat, user_id: z.int() }), (asked) => {
      const member = openChat(asked.chat_id).members.get(asked.user_id);
      return member ?? { status: "member", user: { id: asked.user_id, is_bot: false, first_name: "" } };
    }),
    getChatAdministrators: method(z.object(inChat), (asked) => [...openChat(asked.chat_id).members.values()]),
    answerCallbackQuery: method(
      z.object({
        callback_query_id: z.string(),
        text: z.string().default(""),
        show_alert: z.boolean().default(false),
      }),
      ({ callback_query_id: queryId, text, show_alert: alert }) => {
        if (text.length > LONGEST_TOAST) throw badRequest("MESSAGE_TOO_LONG");
        if (!world.pressed.delete(queryId)) {
          throw badRequest("query is too old and response timeout expired or query ID is invalid");
        }
        world.callbackAnswers.push({ queryId, text, alert });
        return true;
      },
    ),
  };

  return new Map(
    Object.entries(all).map(([name, carryOut]) => [
      name,
      async (parameters: unknown, signal: AbortSignal) => {
        const result: unknown = await carryOut(parameters, signal);
        changed();
        return result;
      },
    ]),
  );
}

/** A text and its entities as the API keeps them. */
function checkedWords(asked: { readonly text: string; readonly entities: readonly MessageEntity[] }) {
  const { text, entities } = trimmed(asked.text, asked.entities);
  if (text === "") throw badRequest("message text is empty");
  if (text.length > LONGEST_TEXT) throw badRequest("message is too long");
  if (/\p{Surrogate}/u.test(text)) throw badRequest("strings must be encoded in UTF-8");
  const fault = entityFault(asked.text, asked.entities);
  if (fault !== undefined) throw badRequest(`can't parse entities: ${fault}`);
  return { text, entities };
}

/** Blank space goes at both ends, but at the beginning not where an entity covers it. */
function trimmed(text: string, entities: readonly MessageEntity[]) {
  const end = text.trimEnd().length;
  const blank = text.length - text.trimStart().length;
  const start = Math.min(blank, end, ...entities.map(({ offset }) => offset));
  return {
    text: text.slice(start, end),
    entities: entities.map((entity) => ({
      ...entity,
      offset: entity.offset - start,
      length: Math.min(entity.length, end - entity.offset),
    })),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

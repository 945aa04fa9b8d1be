import type { CallbackQuery, InaccessibleMessage, Message, Update } from "grammy/types";
import { messageIn, topicRoot, type ChatState, type SeenMessage } from "./world.ts";

type Original = Omit<Message, "reply_to_message">;

/** A message as the Bot API writes it. */
export type WireMessage = Original & { readonly reply_to_message?: Original };

/** What an update tells. */
export interface News {
  readonly message?: WireMessage;
  readonly edited_message?: WireMessage;
  readonly callback_query?: Omit<CallbackQuery, "message"> & {
    readonly message?: WireMessage | InaccessibleMessage;
  };
}

export type WireUpdate = Pick<Update, "update_id"> & News;

/** A message as the Bot API tells it, with the message it replies to. */
export function toWire(state: ChatState, message: SeenMessage): WireMessage {
  const answered =
    messageIn(state, message.replyTo) ??
    // Whatever is written in a topic counts as a reply to what opened it.
    (message.topic === undefined ? undefined : topicRoot(state, message.topic));
  if (answered === undefined) return original(state, message);
  return { ...original(state, message), reply_to_message: original(state, answered) };
}

function original({ chat }: ChatState, message: SeenMessage): Original {
  const { id, topic, from, date, earlierTexts, replyMarkup, extra } = message;
  return {
    message_id: id,
    chat,
    from,
    date,
    ...(topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true }),
    ...words(message),
    ...(earlierTexts.length === 0 ? {} : { edit_date: date }),
    ...(replyMarkup === undefined ? {} : { reply_markup: replyMarkup }),
    ...extra,
  };
}

function words({ text, entities, extra }: SeenMessage): Partial<Original> {
  if (text === "") return {};
  const marks = [...entities];
  return extra.photo === undefined ? { text, entities: marks } : { caption: text, caption_entities: marks };
}

import type { Message, MessageOrigin } from "grammy/types";
import type { Quoted } from "../../core/chat.ts";
import { personOf, type Me } from "./sender.ts";

/** Whose message a message replies to; `nobody` also where somebody goes on from words of their own. */
export type RepliedTo = "bot" | "other" | "nobody";

export function repliedTo(message: Message, me: Me): RepliedTo {
  const original = originalOf(message);
  if (original === undefined) return "nobody";
  if (original.from?.id === me.id) return "bot";
  return personOf(original).id === personOf(message).id ? "nobody" : "other";
}

/** The words that a message refers to: those that its author picked, else all of the message that it replies to. */
export function quotedIn(message: Message, me: Me): Quoted | undefined {
  const original = originalOf(message);
  const text = (message.quote?.text ?? original?.text ?? original?.caption ?? "").trim();
  if (text === "") return undefined;
  if (original !== undefined) {
    return { speaker: original.from?.id === me.id ? "" : personOf(original).name, text };
  }
  const origin = message.external_reply?.origin;
  return { speaker: origin === undefined ? "" : speakerOf(origin, me), text };
}

function originalOf({ reply_to_message: original }: Message) {
  // What is written in a topic counts as a reply to the message that opened it.
  return original?.forum_topic_created === undefined ? original : undefined;
}

/** Who wrote a message of another chat. */
function speakerOf(origin: MessageOrigin, me: Me): string {
  switch (origin.type) {
    case "user": {
      const { id, first_name: first, last_name: last = "" } = origin.sender_user;
      return id === me.id ? "" : `${first} ${last}`.trim();
    }
    case "hidden_user":
      return origin.sender_user_name;
    case "chat":
      return origin.sender_chat.title ?? "";
    case "channel":
      return origin.chat.title;
  }
}

import type { Message } from "grammy/types";
import type { Person } from "../../core/chat.ts";

/** The bot's own account. */
export interface Me {
  readonly id: number;
  readonly username: string;
  /** Undefined when Telegram does not say. */
  readonly can_read_all_group_messages?: boolean | undefined;
}

/** What says who wrote a message. */
type Sent = Pick<Message, "chat" | "from" | "sender_chat">;

/**
 * Who speaks: a person, or the group or channel in whose name somebody does. `managesChannel` is true where the message itself
 * shows it (private chats, anonymous administrators); for other people it has to be looked up where it matters.
 */
export function personOf(message: Sent): Person {
  const { chat, from, sender_chat: inNameOf } = message;
  const direct = chat.type === "private";
  if (from === undefined || inNameOf !== undefined) {
    const { id, title, first_name: firstName } = inNameOf ?? chat;
    return {
      id: `telegram:${id}`,
      name: title ?? firstName ?? "",
      managesChannel: direct || isAnonymousAdmin(message),
    };
  }
  const name = [from.first_name, from.last_name ?? ""].join(" ").trim();
  return { id: `telegram:${from.id}`, name, managesChannel: direct };
}

/** Where a message comes from, as ALLOW writes it. */
export function originsOf({ chat, from, sender_chat: inNameOf }: Sent): readonly string[] {
  const origin = `telegram:chat:${chat.id}`;
  // All who speak in the name of a chat share an account of Telegram's, which therefore says nothing of who speaks.
  return from === undefined || inNameOf !== undefined ? [origin] : [origin, `telegram:user:${from.id}`];
}

/** The account to look up rights for; undefined where the message itself settles them. */
export function accountOf({ from, sender_chat: inNameOf }: Sent): number | undefined {
  return inNameOf === undefined ? from?.id : undefined;
}

/** Whether no person said this just now: a bot, a message via a bot, a post that Telegram copies from the linked channel. */
export function isFromBot(message: Message): boolean {
  if (message.via_bot !== undefined || message.is_automatic_forward === true) return true;
  // Telegram speaks for those who write in the name of a chat through bots of its own.
  return message.sender_chat === undefined && message.from?.is_bot !== false;
}

/** An administrator who writes in the group's own name, so that nobody can tell which one. */
function isAnonymousAdmin({ chat, sender_chat: inNameOf }: Sent): boolean {
  return inNameOf?.id === chat.id;
}

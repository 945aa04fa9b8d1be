import { command } from "./api.ts";
import type { Archive } from "./archive.ts";
import type { Chat, Chats } from "./chats.ts";
import type { Notice } from "./notice.ts";
import type { Failure } from "./request.ts";
import { texts } from "./texts.ts";

export interface DeletionEvents {
  /** It is gone from the list and from the bot. */
  onDeleted(chat: Chat): void;
  /** It is back. */
  onRestored(chat: Chat): void;
  onFailure(failure: Failure): void;
}

/** Deletes a conversation here and on the server, where that can be undone for as long as it is offered. */
export function createDeletion(
  chats: Chats,
  archive: Archive,
  notice: Notice,
  events: DeletionEvents,
): (chat: Chat) => Promise<void> {
  async function undo(chat: Chat): Promise<void> {
    const outcome = await command("undo", chat.name);
    if (!outcome.ok) {
      events.onFailure(outcome);
      return;
    }
    chats.restore(chat);
    events.onRestored(chat);
    notice.say(texts.restored);
  }

  return async (chat) => {
    const outcome = await command("reset", chat.name);
    if (!outcome.ok) {
      events.onFailure(outcome);
      return;
    }
    archive.outdate(chat.name);
    chats.remove(chat.name);
    events.onDeleted(chat);
    notice.say(texts.deleted(chat.title), outcome.value.undo ? () => void undo(chat) : undefined);
  };
}

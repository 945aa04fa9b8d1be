import type { Archive } from "./archive.ts";
import type { Chat, Chats } from "./chats.ts";
import { createDeletion, type DeletionEvents } from "./delete-chat.ts";
import { byId } from "./dom.ts";
import { conversationAsMarkdown, saveAsFile } from "./export-markdown.ts";
import { createMenu } from "./menu.ts";
import type { Notice } from "./notice.ts";
import { texts } from "./texts.ts";

export interface ChatMenuEvents extends DeletionEvents {
  readonly onRename: (chat: Chat) => void;
  readonly onSettings: (chat: Chat) => void;
}

/** What can be done with a conversation as a whole; opens at the button that is given. */
export function createChatMenu(
  chats: Chats,
  archive: Archive,
  notice: Notice,
  events: ChatMenuEvents,
): (chat: Chat, button: HTMLElement) => void {
  const open = createMenu(byId("menu", HTMLElement));
  const remove = createDeletion(chats, archive, notice, events);

  async function save({ name, title }: Chat): Promise<void> {
    archive.outdate(name); // the newest answer belongs to it
    const turns = await archive.turnsOf(name);
    if (turns) saveAsFile(title, conversationAsMarkdown(title, turns));
    else events.onFailure({ code: "unreachable", message: texts.unreachable });
  }

  return (chat, button) =>
    open(button, [
      { icon: "edit", label: texts.rename, onChoose: () => events.onRename(chat) },
      { icon: "settings", label: texts.settings, onChoose: () => events.onSettings(chat) },
      { icon: "export", label: texts.export, onChoose: () => void save(chat) },
      { icon: "delete", label: texts.delete, onChoose: () => void remove(chat) },
    ]);
}

import type { MessageEntity, User } from "grammy/types";

// Both need a border before them: a mail address mentions nobody, and 3/4 is no command.
const COMMAND = /(?<![\p{L}\p{N}_/])\/[a-z0-9_]{1,32}(?:@\w{3,32})?/giu;
const MENTION = /(?<![\p{L}\p{N}_])@[a-z]\w{3,31}/giu;

/** Words of a text that name a person without a username. */
export interface Naming {
  readonly words: string;
  readonly user: User;
}

/** The entities that Telegram itself finds in what people write, in order; offsets in UTF-16 units. */
export function findEntities(text: string, namings: readonly Naming[] = []): MessageEntity[] {
  const found: MessageEntity[] = [];
  const add = (entity: MessageEntity) => {
    const end = entity.offset + entity.length;
    if (found.every((other) => other.offset + other.length <= entity.offset || end <= other.offset)) {
      found.push(entity);
    }
  };
  for (const { words, user } of namings) {
    const offset = text.indexOf(words);
    if (offset >= 0) add({ type: "text_mention", offset, length: words.length, user });
  }
  for (const match of text.matchAll(COMMAND)) {
    add({ type: "bot_command", offset: match.index, length: match[0].length });
  }
  for (const match of text.matchAll(MENTION)) {
    add({ type: "mention", offset: match.index, length: match[0].length });
  }
  return found.toSorted((a, b) => a.offset - b.offset);
}

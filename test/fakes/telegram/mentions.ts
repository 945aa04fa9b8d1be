import type { MessageEntity } from "grammy/types";

/** Letters that Telegram's servers take out of every text before they look at it. */
const DROPPED = /[\r\u2028-\u202e]|\u030a|\u0333|\u033f/g;
const MENTION = /(?<![\p{L}\p{N}_])@([A-Za-z0-9_]{2,32})(?![\p{L}\p{N}_])/gu;
/** Where a link may begin: nothing with a dot stands before it in the same run of letters. */
const LINK = /^[^.]*https?:\/\/(?:[\w-]+\.)+[A-Za-z]{2,}(?::\d+)?[/?][^()[\]{}]*/;
const BARE_LINK = /^\(?(?:[\w-]+\.)+(?:com|net|org|io|dev|social)[/?][^()[\]{}]*/;

/**
 * The usernames that Telegram finds in a bot's message, and whose owners it then calls: in all that is neither code, nor
 * marked as a link, nor a part of an address.
 */
export function mentionsIn(text: string, entities: readonly MessageEntity[]): string[] {
  let rest = text;
  for (const { type, offset, length } of entities) {
    if (type !== "code" && type !== "pre" && type !== "text_link") continue;
    // Something that is neither a letter nor an address, as long as before.
    rest = rest.slice(0, offset) + "�".repeat(length) + rest.slice(offset + length);
  }
  return rest
    .replace(DROPPED, "")
    .split(/[\s"<>«»\u2000-\u200b\u200e\u200f\u2016-\u206f]+/)
    .flatMap((run) => {
      const [address = ""] = LINK.exec(run) ?? BARE_LINK.exec(run) ?? [];
      const found = [...run.matchAll(MENTION)].filter(({ index }) => index >= address.length);
      return found.map(([, name = ""]) => name);
    });
}

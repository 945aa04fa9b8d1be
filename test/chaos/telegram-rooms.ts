import { formatForTelegram } from "../../src/adapters/telegram/formatting/format.ts";
import { channelId } from "../../src/core/chat.ts";
import type { User } from "grammy/types";
import type { FakeChat } from "../fakes/telegram/chats.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import type { SeenMessage } from "../fakes/telegram/world.ts";
import type { Asked, Room, ShownReply } from "./room.ts";

/** Two private chats, and a group with two people in it. */
export function telegramRooms(telegram: FakeTelegram): readonly Room[] {
  const [dora, emil, fay] = ["Dora", "Emil", "Fay"].map((name) => telegram.person(name));
  if (!dora || !emil || !fay) throw new Error("nobody is there");
  return [
    openRoom(telegram, "Telegram, private", telegram.privateChat(dora), [dora], ""),
    openRoom(telegram, "Telegram, private too", telegram.privateChat(emil), [emil], ""),
    openRoom(telegram, "Telegram, group", telegram.group("The Reading Room"), [emil, fay], "@LanternBot "),
  ];
}

function openRoom(
  telegram: FakeTelegram,
  name: string,
  chat: FakeChat,
  people: readonly User[],
  mention: string,
): Room {
  const asked: (Asked & { readonly id: number })[] = [];

  /** Only the first message of an answer says what it answers; the bot finishes one before it begins the next. */
  function replies(): readonly { readonly to: Asked | undefined; readonly parts: string[] }[] {
    const found: { readonly to: Asked | undefined; readonly parts: string[] }[] = [];
    const isOfBot = ({ from, deleted }: SeenMessage) => from.id === telegram.world.bot.id && !deleted;
    for (const { replyTo, text } of chat.messages.filter(isOfBot)) {
      const last = found.at(-1);
      if (replyTo === undefined && last) last.parts.push(text);
      else found.push({ to: asked.find(({ id }) => id === replyTo), parts: [text] });
    }
    return found;
  }

  function shown(): readonly ShownReply[] {
    const all = replies();
    return asked.flatMap((one) => {
      const parts = all.filter(({ to }) => to === one).flatMap(({ parts }) => parts);
      return parts.length === 0 ? [] : [{ question: one.text, parts }];
    });
  }

  return {
    name,
    channel: channelId("telegram", String(chat.id)),
    asked,
    ask(text) {
      const author = people[asked.length % people.length];
      if (!author) return;
      const { id } = chat.says(author, `${mention}${text}`);
      asked.push({ text, taken: true, refused: false, told: null, id });
    },
    shown,
    strays: () =>
      replies()
        .filter(({ to }) => !to)
        .flatMap(({ parts }) => parts),
    shownAs: (markdown) => formatForTelegram(markdown).text,
    waiting: () => asked.length - shown().length,
  };
}

import type { User } from "grammy/types";
import type { Control } from "../../src/core/chat.ts";
import type { FakeChannel, FakeUser } from "../fakes/discord/world.ts";
import type { FakeDiscord } from "../fakes/discord/server.ts";
import { buttonsIn } from "../fakes/discord/drafts.ts";
import type { FakeChat } from "../fakes/telegram/chats.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import type { SeenMessage } from "../fakes/telegram/world.ts";

/** A message of a person's. */
export interface Said {
  edit(text: string): void;
  delete(): void;
}

/** Where people talk with the bot. They are known by number; those with the same number are the same person everywhere. */
export interface Room {
  /** As calls name the chat that it is in; rooms may share one. */
  readonly chat: string;
  /** Says something to the bot. */
  say(person: number, text: string): Said;
  command(person: number, name: string): void;
  /** Presses the newest such button that is there. False when there is none. */
  press(person: number, control: Control): boolean;
  /** The bot's messages as people see them, oldest first. */
  seen(): readonly string[];
}

export function discordPeople({ world }: FakeDiscord): (person: number) => FakeUser {
  const known: FakeUser[] = [];
  return (person) => {
    const user = (known[person] ??= world.addUser(`reader-${person}`));
    if (!world.guild.members.has(user.id)) world.join(world.guild, user, { moderator: true });
    return user;
  };
}

export function discordRoom(
  discord: FakeDiscord,
  channel: FakeChannel,
  personOf: (person: number) => FakeUser,
): Room {
  const { people, world } = discord;
  const address = channel.guild === null ? "" : `${world.bot.mention} `;
  const whoIn = (person: number) =>
    channel.guild === null ? (channel.recipient ?? personOf(0)) : personOf(person);
  const ofBot = () => discord.answers(channel);
  return {
    chat: `discord:${channel.id}`,
    say(person, text) {
      const message = people.say(whoIn(person), channel, `${address}${text}`);
      return {
        edit: (now) => people.edit(message, `${address}${now}`),
        delete: () => people.delete(message),
      };
    },
    command: (person, name) => void people.command(whoIn(person), channel, name),
    press(person, control) {
      const below = ofBot().findLast(({ components }) =>
        buttonsIn(components).some(({ custom_id }) => custom_id.includes(control)),
      );
      if (below) people.press(whoIn(person), below);
      return below !== undefined;
    },
    seen: () => ofBot().map(({ content }) => content),
  };
}

export function telegramRoom(
  { world }: FakeTelegram,
  chat: FakeChat,
  personOf: (person: number) => User,
  topic?: number,
): Room {
  const direct = chat.id > 0;
  const saying = topic === undefined ? {} : { topic };
  const address = direct ? "" : `@${world.bot.username} `;
  const ofBot = () =>
    chat.messages.filter((one) => one.from.id === world.bot.id && !one.deleted && one.topic === topic);
  const hasButton = (message: SeenMessage, control: Control) =>
    message.replyMarkup?.inline_keyboard
      .flat()
      .some((button) => "callback_data" in button && button.callback_data.startsWith(control)) === true;
  return {
    chat: `telegram:${chat.id}`,
    say(person, text) {
      const message = chat.says(personOf(person), `${address}${text}`, saying);
      return {
        edit: (now) => chat.edits(message, `${address}${now}`),
        delete: () => chat.deletes(message),
      };
    },
    command: (person, name) =>
      void chat.says(personOf(person), `/${name}${direct ? "" : `@${world.bot.username}`}`, saying),
    press(person, control) {
      const below = ofBot().findLast((message) => hasButton(message, control));
      if (below) chat.presses(personOf(person), below);
      return below !== undefined;
    },
    seen: () => ofBot().map(({ text }) => text),
  };
}

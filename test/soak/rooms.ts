import type { User } from "grammy/types";
import { buttonsIn } from "../fakes/discord/drafts.ts";
import type { FakeDiscord } from "../fakes/discord/server.ts";
import type { FakeChannel } from "../fakes/discord/world.ts";
import type { FakeChat } from "../fakes/telegram/chats.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";

/** A message of the bot's, as people see it now. */
export interface Reply {
  readonly text: string;
  readonly hasRetry: boolean;
  /** It is visibly an answer to the question that was asked about. */
  readonly answers: boolean;
}

/** Where somebody asks one question after the other. */
export interface Room {
  readonly name: string;
  /** Asks, and gives what can be seen of the bot since, oldest first, but for answers to other messages. */
  ask(text: string): () => readonly Reply[];
  /** Presses the button below the newest answer. */
  retry(): void;
  reset(): void;
}

/** A direct chat, two channels and a thread. */
export function discordRooms(discord: FakeDiscord): readonly Room[] {
  const { world, people } = discord;
  function roomIn(channel: FakeChannel, name: string): Room {
    const user = channel.recipient ?? world.addUser(name);
    if (!world.guild.members.has(user.id)) world.join(world.guild, user, { moderator: true });
    const address = channel.recipient === null ? `${world.bot.mention} ` : "";
    return {
      name: `Discord ${name}`,
      ask(text) {
        const question = people.say(user, channel, `${address}${text}`);
        const since = channel.messages.length;
        return () =>
          channel.messages
            .slice(since)
            .filter(({ author, deleted }) => author === world.bot && !deleted)
            .map(({ content, components, replyTo }) => ({
              text: content,
              hasRetry: buttonsIn(components).some(({ custom_id }) => custom_id.startsWith("retry")),
              answers: replyTo === question,
            }));
      },
      retry() {
        const last = discord.answers(channel).at(-1);
        if (last && buttonsIn(last.components).length > 0) people.press(user, last);
      },
      reset: () => void people.command(user, channel, "reset"),
    };
  }
  const direct = roomIn(world.directWith(world.addUser("direct")), "direct");
  const channels = ["lamps", "oil"].map((name) => world.addChannel(world.guild, name));
  const threads = channels.slice(0, 1).map((parent) => people.startThread(parent, "wicks"));
  return [direct, ...[...channels, ...threads].map((channel) => roomIn(channel, channel.name))];
}

/** Two private chats, a group and a topic of a forum. */
export function telegramRooms(telegram: FakeTelegram): readonly Room[] {
  const { world } = telegram;
  function roomIn(chat: FakeChat, person: User, name: string, topic?: number): Room {
    const direct = chat.id > 0;
    const saying = topic === undefined ? {} : { topic };
    const ofBot = () => chat.messages.filter(({ from, deleted }) => from.id === world.bot.id && !deleted);
    return {
      name: `Telegram ${name}`,
      ask(text) {
        const question = chat.says(person, direct ? text : `@${world.bot.username} ${text}`, saying);
        return () =>
          ofBot()
            .filter(({ id, replyTo }) => id > question.id && (replyTo ?? question.id) === question.id)
            .map(({ text, replyTo, replyMarkup }) => ({
              text,
              hasRetry: JSON.stringify(replyMarkup ?? "").includes("retry:"),
              answers: replyTo === question.id,
            }));
      },
      retry() {
        const last = ofBot().at(-1);
        if (last?.replyMarkup !== undefined) chat.presses(person, last);
      },
      reset: () => void chat.says(person, direct ? "/reset" : `/reset@${world.bot.username}`, saying),
    };
  }
  const privately = ["first", "second"].map((name) => {
    const person = telegram.person(name);
    return roomIn(telegram.privateChat(person), person, `private ${name}`);
  });
  const asker = telegram.person("asker");
  const [group, forum] = [telegram.group("club", "supergroup"), telegram.group("forum", "forum")];
  for (const one of [group, forum]) one.makesAdmin(asker);
  const topic = forum.opensTopic(asker, "wicks");
  return [...privately, roomIn(group, asker, "group"), roomIn(forum, asker, "topic", topic)];
}

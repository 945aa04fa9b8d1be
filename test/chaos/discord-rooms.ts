import { channelId } from "../../src/core/chat.ts";
import type { FakeDiscord } from "../fakes/discord/server.ts";
import type { FakeChannel, FakeMessage, FakeUser } from "../fakes/discord/world.ts";
import type { Asked, Room, ShownReply } from "./room.ts";

/** A direct chat, a channel with two people in it, and a thread. */
export function discordRooms(discord: FakeDiscord): readonly Room[] {
  const { world } = discord;
  const [ann, ben, cleo] = ["ann", "ben", "cleo"].map((name) => {
    const user = world.addUser(name);
    world.join(world.guild, user);
    return user;
  });
  if (!ann || !ben || !cleo) throw new Error("nobody is there");
  const tavern = world.addChannel(world.guild, "tavern");
  const thread = world.addThread(world.addChannel(world.guild, "stage"), "behind the stage");
  return [
    openRoom(discord, "Discord, direct", world.directWith(ann), [ann], false),
    openRoom(discord, "Discord, channel", tavern, [ben, cleo], true),
    openRoom(discord, "Discord, thread", thread, [cleo], true),
  ];
}

function openRoom(
  discord: FakeDiscord,
  name: string,
  channel: FakeChannel,
  people: readonly FakeUser[],
  mentions: boolean,
): Room {
  const { world } = discord;
  const asked: (Asked & { readonly message: FakeMessage })[] = [];

  /** The bot names each message after its question and its place in the answer. */
  function questionOf({ nonce, replyTo }: FakeMessage): Asked | undefined {
    const [id] = (nonce ?? "").split(".");
    return asked.find(({ message }) => message === replyTo || message.id === id);
  }

  function shown(): readonly ShownReply[] {
    const answers = discord.answers(channel);
    return asked.flatMap((one) => {
      const parts = answers.filter((message) => questionOf(message) === one).map(({ content }) => content);
      return parts.length === 0 ? [] : [{ question: one.text, parts }];
    });
  }

  return {
    name,
    channel: channelId("discord", channel.id),
    asked,
    ask(text) {
      const author = people[asked.length % people.length];
      if (!author) return;
      const message = discord.people.say(author, channel, mentions ? `${world.bot.mention} ${text}` : text);
      asked.push({ text, taken: true, refused: false, told: null, message });
    },
    shown,
    strays: () =>
      discord
        .answers(channel)
        .filter((message) => !questionOf(message))
        .map(({ content }) => content),
    shownAs: (markdown) => markdown,
    waiting: () => asked.length - shown().length,
  };
}

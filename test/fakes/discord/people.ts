import { randomUUID } from "node:crypto";
import type { Changes } from "./changes.ts";
import { buttonsIn, type FakeRow } from "./drafts.ts";
import type { FakeGateway } from "./gateway.ts";
import {
  channelPayload,
  interactionPayload,
  messageEventPayload,
  typingPayload,
  type Written,
} from "./payloads.ts";
import { MANAGE_GUILD } from "./world.ts";
import type { FakeChannel, FakeInteraction, FakeMessage, FakeUser, World } from "./world.ts";

export interface SayOptions {
  /** The message it answers. */
  readonly replyTo?: FakeMessage;
  /** Whether the reply mentions whom it answers, as clients do unless told otherwise. */
  readonly ping?: boolean;
  /** Spoken through a webhook. */
  readonly webhook?: boolean;
  /** 0 by default; 7 is a join notice of Discord's own. */
  readonly type?: number;
  readonly attachments?: number;
  /** How long ago it was said. */
  readonly ageMs?: number;
}

/** What people can do on the fake Discord; the bot's own messages come out of the same hands. */
export interface People {
  /** Says `text` as it goes over the wire: `<@id>`, `<@&id>` and `@everyone` mention. */
  say(author: FakeUser, channel: FakeChannel, text: string, options?: SayOptions): FakeMessage;
  /** Changes what a message says. */
  edit(message: FakeMessage, text: string): void;
  /** Lets Discord find out what the addresses in a message lead to, of which it tells as of an edit. */
  unfurl(message: FakeMessage): void;
  delete(message: FakeMessage): void;
  deleteAll(messages: readonly [FakeMessage, ...FakeMessage[]]): void;
  /** Opens a thread in `parent`, from a message there if one is given, while the bot looks on. */
  startThread(parent: FakeChannel, name: string, starter?: FakeMessage): FakeChannel;
  type(user: FakeUser, channel: FakeChannel): void;
  /** Gives a slash command, with what is `written` into its options. */
  command(
    user: FakeUser,
    channel: FakeChannel,
    name: string,
    options?: { locale?: string; written?: Readonly<Record<string, string>> },
  ): FakeInteraction;
  /** Presses the first button below a message or an answer to a command, or one that sends `data`, whether it is there or not. */
  press(
    user: FakeUser,
    below: FakeMessage | FakeInteraction,
    options?: { locale?: string; data?: string },
  ): FakeInteraction;
  /** Puts a message into the world and tells of it. */
  publish(message: Publication): FakeMessage;
  /** Tells every session of what became of `message`. */
  announce(event: "MESSAGE_CREATE" | "MESSAGE_UPDATE", message: FakeMessage): void;
  /** Whether the bot that logged in last may read what a message says. */
  readableByBot(message: FakeMessage): boolean;
  /** The gateway once it is there; before, nobody is told anything. */
  attach(gateway: FakeGateway): void;
}

export interface Publication {
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  readonly content: string;
  readonly replyTo?: FakeMessage | null;
  readonly ping?: boolean;
  readonly webhookId?: string | null;
  readonly type?: number;
  readonly attachments?: number;
  readonly nonce?: string | null;
  readonly flags?: number;
  readonly components?: readonly FakeRow[];
  readonly ageMs?: number;
  readonly allowedMentions?: unknown;
}

const GUILDS = 1 << 0;
const GUILD_MESSAGES = 1 << 9;
const GUILD_MESSAGE_TYPING = 1 << 11;
const DIRECT_MESSAGES = 1 << 12;
const DIRECT_MESSAGE_TYPING = 1 << 14;
const MESSAGE_CONTENT = 1 << 15;
const REPLY = 19;

export function createPeople(world: World, changes: Changes, now: () => number): People {
  let gateway: FakeGateway | undefined;

  function everyone(): Map<string, FakeUser> {
    const known = new Map([[world.bot.id, world.bot]]);
    for (const guild of world.guilds.values()) {
      for (const { user } of guild.members.values()) known.set(user.id, user);
    }
    for (const { recipient } of world.channels.values()) if (recipient) known.set(recipient.id, recipient);
    return known;
  }

  function mentionsIn({
    content,
    replyTo,
    ping = true,
    author,
  }: Pick<Publication, "content" | "replyTo" | "ping" | "author">): readonly FakeUser[] {
    const known = everyone();
    const named = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id]) => known.get(id ?? ""));
    // What a bot says mentions nobody here: its allowed_mentions are looked at by the tests.
    const replied = replyTo && ping && !author.bot ? replyTo.author : undefined;
    return [...new Set([...named, replied])].filter((user) => user !== undefined);
  }

  function intentFor(channel: FakeChannel): number {
    return channel.guild ? GUILD_MESSAGES : DIRECT_MESSAGES;
  }

  /** Who lacks the privileged intent reads direct messages, its own, and those that mention it; nothing else. */
  function mayRead(intents: number, message: FakeMessage): boolean {
    return (
      (intents & MESSAGE_CONTENT) !== 0 ||
      message.channel.guild === null ||
      message.author === world.bot ||
      message.mentions.includes(world.bot)
    );
  }

  /** Something that the bot has to answer within three seconds. */
  function interact(
    user: FakeUser,
    { channel, below, locale = "en-US" }: Pick<FakeInteraction, "channel" | "below"> & { locale?: string },
    asked:
      | { type: 2; data: { name: string; options: readonly Written[] } }
      | { type: 3; data: { custom_id: string } },
  ): FakeInteraction {
    const interaction: FakeInteraction = {
      id: world.nextId(),
      token: randomUUID(),
      createdAt: now(),
      channel,
      below,
      acknowledged: null,
      answer: null,
      answerComponents: [],
      answerDrafts: [],
      answerDeleted: false,
      followUps: [],
    };
    world.interactions.set(interaction.id, interaction);
    const moderates = channel.guild?.members.get(user.id)?.roles.includes(channel.guild.moderators) ?? false;
    const rights = moderates ? MANAGE_GUILD : 0n;
    gateway?.dispatch("INTERACTION_CREATE", () =>
      interactionPayload(interaction, { bot: world.bot, user, locale, rights, ...asked }),
    );
    changes.notify();
    return interaction;
  }

  const people: People = {
    attach(attached) {
      gateway = attached;
    },
    announce(event, message) {
      gateway?.dispatch(event, (intents) =>
        (intents & intentFor(message.channel)) === 0
          ? undefined
          : messageEventPayload(message, (any) => mayRead(intents, any)),
      );
      changes.notify();
    },
    publish(publication) {
      const { channel, author, content, replyTo = null } = publication;
      const message: FakeMessage = {
        id: world.nextId(publication.ageMs),
        channel,
        author,
        content,
        replyTo,
        webhookId: publication.webhookId ?? null,
        type: publication.type ?? (replyTo ? REPLY : 0),
        shown: [content],
        mentions: mentionsIn(publication),
        mentionRoles: [...content.matchAll(/<@&(\d+)>/g)].map(([, id]) => id ?? ""),
        mentionEveryone: /@(everyone|here)/.test(content),
        attachments: publication.attachments ?? 0,
        allowedMentions: author === world.bot ? [publication.allowedMentions] : [],
        components: publication.components ?? [],
        flags: publication.flags ?? 0,
        nonce: publication.nonce ?? null,
        createdAt: now(),
        editedAt: null,
        deleted: false,
      };
      channel.messages.push(message);
      people.announce("MESSAGE_CREATE", message);
      return message;
    },
    say(author, channel, text, { webhook = false, ...options } = {}) {
      const webhookId = webhook ? world.nextId() : null;
      return people.publish({ channel, author, content: text, webhookId, ...options });
    },
    readableByBot: (message) => mayRead(gateway?.intents().at(-1) ?? 0, message),
    edit(message, text) {
      const { author, replyTo } = message;
      const ping = replyTo !== null && message.mentions.includes(replyTo.author);
      message.mentions = mentionsIn({ content: text, author, replyTo, ping });
      message.content = text;
      message.shown.push(text);
      message.editedAt = Date.now();
      people.announce("MESSAGE_UPDATE", message);
    },
    unfurl(message) {
      people.announce("MESSAGE_UPDATE", message);
    },
    delete(message) {
      message.deleted = true;
      const { channel } = message;
      gateway?.dispatch("MESSAGE_DELETE", (intents) =>
        (intents & intentFor(channel)) === 0
          ? undefined
          : { id: message.id, channel_id: channel.id, ...(channel.guild && { guild_id: channel.guild.id }) },
      );
      changes.notify();
    },
    deleteAll(messages) {
      for (const message of messages) message.deleted = true;
      const { channel } = messages[0];
      gateway?.dispatch("MESSAGE_DELETE_BULK", (intents) =>
        (intents & intentFor(channel)) === 0
          ? undefined
          : {
              ids: messages.map(({ id }) => id),
              channel_id: channel.id,
              ...(channel.guild && { guild_id: channel.guild.id }),
            },
      );
      changes.notify();
    },
    startThread(parent, name, starter) {
      const thread = world.addThread(parent, name, starter);
      gateway?.dispatch("THREAD_CREATE", (intents) =>
        (intents & GUILDS) === 0 ? undefined : { ...channelPayload(thread), newly_created: true },
      );
      return thread;
    },
    type(user, channel) {
      const wanted = channel.guild ? GUILD_MESSAGE_TYPING : DIRECT_MESSAGE_TYPING;
      gateway?.dispatch("TYPING_START", (intents) =>
        (intents & wanted) === 0 ? undefined : typingPayload(user, channel),
      );
    },
    command(user, channel, name, { locale, written = {} } = {}) {
      const options = Object.entries(written).map(([name, value]) => ({ type: 3, name, value }) as const);
      const where = { channel, below: null, ...(locale && { locale }) };
      return interact(user, where, { type: 2, data: { name, options } });
    },
    press(user, below, { locale, data } = {}) {
      const components = "token" in below ? below.answerComponents : below.components;
      const custom_id = data ?? buttonsIn(components)[0]?.custom_id;
      if (custom_id === undefined) throw new Error("there is no button to press");
      const where = { channel: below.channel, below, ...(locale && { locale }) };
      return interact(user, where, { type: 3, data: { custom_id } });
    },
  };
  return people;
}

import { randomUUID } from "node:crypto";
import type { Changes } from "./changes.ts";
import type { FakeGateway } from "./gateway.ts";
import { channelPayload, interactionPayload, messageEventPayload } from "./payloads.ts";
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
}

/** What people can do on the fake Discord; the bot's own messages come out of the same hands. */
export interface People {
  /** Says `text` as it goes over the wire: `<@id>`, `<@&id>` and `@everyone` mention. */
  say(author: FakeUser, channel: FakeChannel, text: string, options?: SayOptions): FakeMessage;
  delete(message: FakeMessage): void;
  deleteAll(messages: readonly [FakeMessage, ...FakeMessage[]]): void;
  /** Opens a thread in `parent` while the bot looks on. */
  startThread(parent: FakeChannel, name: string): FakeChannel;
  /** Gives a slash command. */
  command(user: FakeUser, channel: FakeChannel, name: string, options?: { locale?: string }): FakeInteraction;
  /** Puts a message into the world and tells of it. */
  publish(message: Publication): FakeMessage;
  /** Tells every session of what became of `message`. */
  announce(event: "MESSAGE_CREATE" | "MESSAGE_UPDATE", message: FakeMessage): void;
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
  readonly components?: readonly unknown[];
  readonly allowedMentions?: unknown;
}

const GUILDS = 1 << 0;
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;
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

  function mentionsIn({ content, replyTo, ping = true, author }: Publication): readonly FakeUser[] {
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
        id: world.nextId(),
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
    startThread(parent, name) {
      const thread = world.addThread(parent, name);
      gateway?.dispatch("THREAD_CREATE", (intents) =>
        (intents & GUILDS) === 0 ? undefined : { ...channelPayload(thread), newly_created: true },
      );
      return thread;
    },
    command(user, channel, command, { locale = "en-US" } = {}) {
      const interaction: FakeInteraction = {
        id: world.nextId(),
        token: randomUUID(),
        createdAt: now(),
        acknowledged: null,
        answer: null,
        answerDeleted: false,
      };
      world.interactions.set(interaction.id, interaction);
      const moderates =
        channel.guild?.members.get(user.id)?.roles.includes(channel.guild.moderators) ?? false;
      const asked = { bot: world.bot, user, channel, command, locale, rights: moderates ? MANAGE_GUILD : 0n };
      gateway?.dispatch("INTERACTION_CREATE", () => interactionPayload(interaction, asked));
      changes.notify();
      return interaction;
    },
  };
  return people;
}

import type { FakeOption } from "./application-routes.ts";
import type { FakeRow } from "./drafts.ts";

/** What there is on the fake Discord: people, servers, channels and what was said in them. */
export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly globalName: string | null;
  readonly bot: boolean;
  /** What a message has to contain to mention them. */
  readonly mention: string;
}

export interface FakeRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly mention: string;
}

export interface FakeMember {
  readonly user: FakeUser;
  readonly nickname: string | null;
  readonly roles: readonly FakeRole[];
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  readonly everyone: FakeRole;
  /** Has the right to manage the server. */
  readonly moderators: FakeRole;
  /** Without any right; the bot wears it. */
  readonly helpers: FakeRole;
  readonly members: Map<string, FakeMember>;
}

export interface FakeChannel {
  readonly id: string;
  /** As Discord numbers them: 0 text, 1 direct, 11 public thread. */
  readonly type: 0 | 1 | 11;
  readonly name: string;
  readonly guild: FakeGuild | null;
  /** The channel a thread hangs in. */
  readonly parent: FakeChannel | null;
  /** The person at the other end of a direct channel. */
  readonly recipient: FakeUser | null;
  /** Oldest first, deleted ones included. */
  readonly messages: FakeMessage[];
  /** How often the bot said that it types. */
  typings: number;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  readonly webhookId: string | null;
  readonly type: number;
  content: string;
  /** Every text that this message has shown, the present one last. */
  readonly shown: string[];
  readonly replyTo: FakeMessage | null;
  mentions: readonly FakeUser[];
  readonly mentionRoles: readonly string[];
  readonly mentionEveryone: boolean;
  readonly attachments: number;
  /** What the bot said about mentions: once for the message, and once for each edit. */
  readonly allowedMentions: unknown[];
  components: readonly FakeRow[];
  flags: number;
  readonly nonce: string | null;
  /** By the clock of the fake. */
  readonly createdAt: number;
  /** When somebody changed what it says, in milliseconds since 1970; null when nobody has. */
  editedAt: number | null;
  deleted: boolean;
}

/** A slash command or a pressed button, under way. */
export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly createdAt: number;
  readonly channel: FakeChannel;
  /** What the pressed button stands below: a message, or the answer to a command. Null for a command. */
  readonly below: FakeMessage | FakeInteraction | null;
  /** How the bot acknowledged it; null while it has not. */
  acknowledged: { readonly type: number; readonly flags: number } | null;
  /** The answer that the person sees; null while there is none, or after it was deleted. */
  answer: string | null;
  answerComponents: readonly FakeRow[];
  /** What the bot sent for it, each time. */
  readonly answerDrafts: unknown[];
  answerDeleted: boolean;
  /** What the bot said besides, as it came and as the person sees it. */
  readonly followUps: { readonly content: string; readonly onlyForThem: boolean; readonly draft: unknown }[];
}

/** A command as Discord keeps it. */
export interface FakeCommand {
  readonly id: string;
  readonly application_id: string;
  readonly version: string;
  readonly type: number;
  readonly name: string;
  readonly name_localizations: object | null;
  readonly description: string;
  readonly description_localizations: object | null;
  readonly default_member_permissions: string | null;
  readonly dm_permission: boolean;
  readonly contexts: readonly number[] | null;
  readonly integration_types: readonly number[];
  readonly nsfw: boolean;
  /** What can be written behind it; absent where there is nothing. */
  readonly options?: readonly FakeOption[];
}

export interface World {
  readonly bot: FakeUser;
  readonly guild: FakeGuild;
  readonly general: FakeChannel;
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly interactions: Map<string, FakeInteraction>;
  /** Whether the bot may read what was said before; without, Discord says that nothing was. */
  mayReadHistory: boolean;
  /** The bot's menu, and how often it was set. */
  registered: { readonly commands: readonly FakeCommand[]; readonly times: number };
  /** A new id, of something that came into being `ageMs` ago. */
  readonly nextId: (ageMs?: number) => string;
  addUser(username: string, details?: { globalName?: string; bot?: boolean }): FakeUser;
  addGuild(name: string): FakeGuild;
  join(guild: FakeGuild, user: FakeUser, details?: { nickname?: string; moderator?: boolean }): FakeMember;
  addChannel(guild: FakeGuild, name: string): FakeChannel;
  /** A thread begun from a message has its id. */
  addThread(parent: FakeChannel, name: string, starter?: FakeMessage): FakeChannel;
  /** The direct channel with `user`, opened on first use. */
  directWith(user: FakeUser): FakeChannel;
}

export const MANAGE_GUILD = 1n << 5n;
const EVERYDAY_RIGHTS = (1n << 10n) | (1n << 11n) | (1n << 16n); // view, send, read history
const DISCORD_EPOCH = 1_420_070_400_000;

/** When what has this id came into being, in milliseconds since 1970. */
export function bornAt(id: string): number {
  return DISCORD_EPOCH + Number(BigInt(id) >> 22n);
}

/** How long ago that was, in milliseconds. */
export function ageOf(id: string): number {
  return Date.now() - bornAt(id);
}

export function createWorld(): World {
  let count = 0n;
  const nextId = (ageMs = 0) => ((BigInt(Date.now() - DISCORD_EPOCH - ageMs) << 22n) + count++).toString();
  const guilds = new Map<string, FakeGuild>();
  const channels = new Map<string, FakeChannel>();

  function addUser(username: string, details: { globalName?: string; bot?: boolean } = {}): FakeUser {
    const id = nextId();
    return {
      id,
      username,
      globalName: details.globalName ?? null,
      bot: details.bot ?? false,
      mention: `<@${id}>`,
    };
  }

  function addRole(id: string, name: string, permissions: bigint): FakeRole {
    return { id, name, permissions, mention: `<@&${id}>` };
  }

  function addGuild(name: string): FakeGuild {
    const id = nextId();
    const guild: FakeGuild = {
      id,
      name,
      everyone: addRole(id, "@everyone", EVERYDAY_RIGHTS), // this role shares the server's id
      moderators: addRole(nextId(), "moderators", MANAGE_GUILD),
      helpers: addRole(nextId(), "helpers", 0n),
      members: new Map(),
    };
    guild.members.set(bot.id, { user: bot, nickname: null, roles: [guild.helpers] });
    guilds.set(id, guild);
    return guild;
  }

  function open(channel: Omit<FakeChannel, "id" | "messages" | "typings">, id = nextId()): FakeChannel {
    const opened: FakeChannel = { id, messages: [], typings: 0, ...channel };
    channels.set(opened.id, opened);
    return opened;
  }

  function addChannel(guild: FakeGuild, name: string): FakeChannel {
    return open({ type: 0, name, guild, parent: null, recipient: null });
  }

  const bot = addUser("lantern", { bot: true });
  const guild = addGuild("The Reading Room");
  const general = addChannel(guild, "general");

  return {
    bot,
    guild,
    general,
    guilds,
    channels,
    interactions: new Map(),
    mayReadHistory: true,
    registered: { commands: [], times: 0 },
    nextId,
    addUser,
    addGuild,
    join(into, user, details = {}) {
      const roles = details.moderator === true ? [into.moderators] : [];
      const member = { user, nickname: details.nickname ?? null, roles };
      into.members.set(user.id, member);
      return member;
    },
    addChannel,
    addThread: (parent, name, starter) =>
      open({ type: 11, name, guild: parent.guild, parent, recipient: null }, starter?.id),
    directWith(user) {
      const known = [...channels.values()].find((channel) => channel.recipient?.id === user.id);
      return known ?? open({ type: 1, name: user.username, guild: null, parent: null, recipient: user });
    },
  };
}

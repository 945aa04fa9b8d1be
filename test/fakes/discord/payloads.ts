import { bornAt } from "./world.ts";
import type { FakeChannel, FakeGuild, FakeInteraction, FakeMember, FakeMessage, FakeUser } from "./world.ts";

// What the fake's world looks like on the wire: the fields that Discord sends and the library reads.

const LONG_AGO = "2020-01-01T00:00:00.000000+00:00";

export function userPayload(user: FakeUser) {
  return {
    id: user.id,
    username: user.username,
    discriminator: "0",
    global_name: user.globalName,
    avatar: null,
    bot: user.bot,
  };
}

/** Whether the one who is told may read the message's content. */
type Readable = (message: FakeMessage) => boolean;
const always: Readable = () => true;

/** Without the user, as in messages. */
export function memberPayload(member: FakeMember) {
  return {
    nick: member.nickname,
    avatar: null,
    roles: member.roles.map((role) => role.id),
    joined_at: LONG_AGO,
    deaf: false,
    mute: false,
    flags: 0,
  };
}

export function channelPayload(channel: FakeChannel) {
  const common = { id: channel.id, type: channel.type, name: channel.name };
  if (channel.recipient) return { ...common, recipients: [userPayload(channel.recipient)] };
  if (!channel.parent)
    return { ...common, guild_id: channel.guild?.id, position: 0, permission_overwrites: [] };
  return {
    ...common,
    guild_id: channel.guild?.id,
    parent_id: channel.parent.id,
    owner_id: channel.id,
    message_count: 0,
    member_count: 1,
    thread_metadata: {
      archived: false,
      auto_archive_duration: 1440,
      archive_timestamp: LONG_AGO,
      locked: false,
    },
  };
}

export function guildPayload(guild: FakeGuild, channels: readonly FakeChannel[], bot: FakeUser) {
  const own = channels.filter((channel) => channel.guild === guild);
  const member = guild.members.get(bot.id);
  return {
    id: guild.id,
    name: guild.name,
    owner_id: "100000000000000001",
    unavailable: false,
    member_count: guild.members.size,
    preferred_locale: "en-US",
    roles: [guild.everyone, guild.moderators, guild.helpers].map((role, position) => ({
      id: role.id,
      name: role.name,
      permissions: role.permissions.toString(),
      position,
      color: 0,
      hoist: false,
      managed: false,
      mentionable: true,
    })),
    channels: own.filter((channel) => channel.parent === null).map(channelPayload),
    threads: own.filter((channel) => channel.parent !== null).map(channelPayload),
    // Without the privileged intent for members, only the bot itself is told.
    members: member ? [{ ...memberPayload(member), user: userPayload(bot) }] : [],
    emojis: [],
    stickers: [],
    features: [],
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** As it comes with messages that answer it. */
function plainMessagePayload(message: FakeMessage, isReadable: Readable) {
  const { guild } = message.channel;
  const readable = isReadable(message);
  return {
    id: message.id,
    channel_id: message.channel.id,
    author: userPayload(message.author),
    type: message.type,
    content: readable ? message.content : "",
    attachments: readable ? attachmentPayloads(message) : [],
    components: readable ? message.components : [],
    embeds: [],
    timestamp: new Date(bornAt(message.id)).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    pinned: false,
    flags: message.flags,
    mention_everyone: message.mentionEveryone,
    mention_roles: message.mentionRoles,
    mentions: message.mentions.map((user) => {
      const member = guild?.members.get(user.id);
      return { ...userPayload(user), ...(member && { member: memberPayload(member) }) };
    }),
    ...(message.nonce !== null && { nonce: message.nonce }),
    ...(message.webhookId !== null && { webhook_id: message.webhookId }),
    ...(message.replyTo && {
      message_reference: {
        type: 0,
        message_id: message.replyTo.id,
        channel_id: message.channel.id,
        guild_id: guild?.id,
      },
    }),
  };
}

/** A message, with what it answers; `null` where that is gone. */
export function messagePayload(message: FakeMessage, isReadable: Readable = always) {
  const { replyTo } = message;
  return {
    ...plainMessagePayload(message, isReadable),
    ...(replyTo && { referenced_message: replyTo.deleted ? null : plainMessagePayload(replyTo, isReadable) }),
  };
}

/** A message as the gateway tells of it: with where it was said, and who said it. */
export function messageEventPayload(message: FakeMessage, isReadable: Readable): object {
  const { guild } = message.channel;
  const member = message.webhookId === null ? guild?.members.get(message.author.id) : undefined;
  return {
    ...messagePayload(message, isReadable),
    channel_type: message.channel.type,
    ...(guild && { guild_id: guild.id }),
    ...(member && { member: memberPayload(member) }),
  };
}

/** What the bot answered to a command, as the person sees it. */
export function answerPayload(bot: FakeUser, interaction: FakeInteraction) {
  const { id, channel, answer, answerComponents, acknowledged } = interaction;
  return {
    id,
    channel_id: channel.id,
    author: userPayload(bot),
    webhook_id: bot.id,
    application_id: bot.id,
    type: 20,
    content: answer ?? "",
    attachments: [],
    components: answerComponents,
    embeds: [],
    timestamp: new Date(bornAt(id)).toISOString(),
    edited_timestamp: null,
    tts: false,
    pinned: false,
    flags: acknowledged?.flags ?? 0,
    mention_everyone: false,
    mention_roles: [],
    mentions: [],
  };
}

/** Somebody types. */
export function typingPayload(user: FakeUser, channel: FakeChannel) {
  const member = channel.guild?.members.get(user.id);
  return {
    channel_id: channel.id,
    user_id: user.id,
    timestamp: Math.floor(Date.now() / 1000),
    ...(channel.guild &&
      member && {
        guild_id: channel.guild.id,
        member: { ...memberPayload(member), user: userPayload(user) },
      }),
  };
}

/** A text behind a command. */
export interface Written {
  readonly type: 3;
  readonly name: string;
  readonly value: string;
}

/** A command that was given (2), or a button that was pressed (3). */
type Asked =
  | { readonly type: 2; readonly data: { readonly name: string; readonly options: readonly Written[] } }
  | { readonly type: 3; readonly data: { readonly custom_id: string } };

export function interactionPayload(
  interaction: FakeInteraction,
  asked: {
    readonly bot: FakeUser;
    readonly user: FakeUser;
    readonly locale: string;
    readonly rights: bigint;
  } & Asked,
): object {
  const { bot, user, type, data, locale, rights } = asked;
  const { channel, below } = interaction;
  const member = channel.guild?.members.get(user.id);
  return {
    id: interaction.id,
    token: interaction.token,
    application_id: bot.id,
    type,
    version: 1,
    data: type === 2 ? { id: bot.id, type: 1, ...data } : { component_type: 2, ...data },
    ...(below && {
      message: "token" in below ? answerPayload(bot, below) : messagePayload(below),
    }),
    channel: channelPayload(channel),
    channel_id: channel.id,
    locale,
    app_permissions: "0",
    entitlements: [],
    authorizing_integration_owners: {},
    attachment_size_limit: 10_485_760,
    ...(channel.guild && member
      ? {
          context: 0,
          guild_id: channel.guild.id,
          guild_locale: "en-US",
          member: { ...memberPayload(member), user: userPayload(user), permissions: rights.toString() },
        }
      : { context: 1, user: userPayload(user) }),
  };
}

function attachmentPayloads(message: FakeMessage) {
  return Array.from({ length: message.attachments }, (_, index) => ({
    id: (BigInt(message.id) + BigInt(index)).toString(),
    filename: `picture-${index}.png`,
    size: 1,
    url: "https://cdn.invalid/picture.png",
    proxy_url: "https://cdn.invalid/picture.png",
  }));
}

import { channelId, type ChannelId, type PersonId } from "../../core/chat.ts";

/** Where on Discord something was said. */
export interface Place {
  readonly guildId: string | null;
  /** A thread's own id in a thread, the direct channel's in a direct chat. */
  readonly channelId: string;
  /** The channel that a thread hangs in; null where there is none or it is not known. */
  readonly parentId: string | null;
}

/** The conversation that is held in `place`: one for each channel, thread and direct chat. */
export function conversationIn(place: Pick<Place, "channelId">): ChannelId {
  return channelId("discord", place.channelId);
}

/** The conversation that `place` hangs below, where there is one and it is known. */
export function parentOf({ parentId }: Pick<Place, "parentId">): { readonly parent?: ChannelId } {
  return parentId === null ? {} : { parent: conversationIn({ channelId: parentId }) };
}

export function personId(userId: string): PersonId {
  return `discord:${userId}`;
}

/** What ALLOW may name to let this through, the widest first. */
export function originsOf({ guildId, channelId, parentId }: Place, userId: string): readonly string[] {
  const guild = guildId === null ? [] : [`discord:guild:${guildId}`];
  const parent = parentId === null ? [] : [`discord:channel:${parentId}`];
  return [...guild, ...parent, `discord:channel:${channelId}`, `discord:user:${userId}`];
}

import { type ButtonInteraction, type ChatInputCommandInteraction, PermissionFlagsBits } from "discord.js";
import type { CommandCall } from "../../core/chat.ts";
import { languageFor } from "../../core/language.ts";
import { conversationIn, originsOf, parentOf, personId } from "./identity.ts";

/** Who gives a command or presses a button, and where. */
export function callerOf(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
): Pick<CommandCall, "channel" | "parent" | "person" | "origins" | "direct" | "language"> {
  const { channel, channelId, guildId, user } = interaction;
  const place = { guildId, channelId, parentId: channel?.isThread() === true ? channel.parentId : null };
  const direct = guildId === null;
  return {
    channel: conversationIn(place),
    ...parentOf(place),
    person: {
      id: personId(user.id),
      name: interaction.inCachedGuild() ? interaction.member.displayName : user.displayName,
      // The menu's own permissions can be changed by a server, so the right is asked for here.
      managesChannel:
        direct || (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false),
    },
    origins: originsOf(place, user.id),
    direct,
    language: languageFor(interaction.locale, ""),
  };
}

import { type ChatInputCommandInteraction, MessageFlags } from "discord.js";
import { type CommandAnswer, type CommandCall, COMMAND_NAMES } from "../../core/chat.ts";
import { callerOf } from "./caller.ts";
import { buttonsFor } from "./controls.ts";
import { type ReplyLocation, writePlace } from "./reply-place.ts";
import { settingsText } from "./settings-options.ts";

/** What a slash command asks of the core; null when it is none of ours. `hearsAll`: the bot may read every message. */
export function toCommandCall(
  interaction: ChatInputCommandInteraction,
  { hearsAll }: { readonly hearsAll: boolean },
): CommandCall | null {
  const name = COMMAND_NAMES.find((known) => known === interaction.commandName);
  if (name === undefined) return null;
  const caller = callerOf(interaction);
  const text = name === "settings" ? settingsText(interaction) : "";
  return {
    name,
    ...caller,
    ...(text === "" ? {} : { text }),
    place: writePlace(commandLocation(interaction, caller.language)),
    hears: hearsAll || caller.direct ? "everything" : "mentions",
  };
}

/** Where a reply goes that a command leads to. */
export function commandLocation(
  { channelId }: ChatInputCommandInteraction,
  language: CommandCall["language"],
): ReplyLocation {
  return { channelId, questionId: null, language };
}

/** Shows what a command has to say, to the one who gave it; without anything to say, nothing. Rejects with what the library throws. */
export async function showAnswer(
  interaction: ChatInputCommandInteraction,
  answer: CommandAnswer | null,
  language: CommandCall["language"],
): Promise<void> {
  if (answer === null) {
    await interaction.deleteReply();
    return;
  }
  await interaction.editReply({
    content: answer.sentence,
    components: buttonsFor(answer.control, interaction.id, language),
    flags: MessageFlags.SuppressEmbeds,
  });
}

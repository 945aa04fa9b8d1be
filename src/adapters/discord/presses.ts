import { type ButtonInteraction, MessageFlags } from "discord.js";
import type { ButtonPress } from "../../core/chat.ts";
import { callerOf } from "./caller.ts";
import { readButtonData } from "./controls.ts";

/** What a press of a button asks of the core; null when the button is none of ours. */
export function toPress(interaction: ButtonInteraction): ButtonPress | null {
  const button = readButtonData(interaction.customId);
  return button && { ...button, part: interaction.message.id, ...callerOf(interaction) };
}

/** Shows what a press has to say to the one who pressed. Rejects with what the library throws. */
export async function showOutcome(interaction: ButtonInteraction, sentence: string): Promise<void> {
  await interaction.followUp({
    content: sentence,
    flags: [MessageFlags.Ephemeral, MessageFlags.SuppressEmbeds],
  });
}

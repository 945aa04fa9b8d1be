import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
} from "discord.js";
import type { Conversation, Reply } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { commandLocation, showAnswer, toCommandCall } from "./commands.ts";
import { keepTrying } from "./persistence.ts";
import { showOutcome, toPress } from "./presses.ts";
import type { ReplyLocation } from "./reply-place.ts";

export interface InteractionOptions {
  readonly core: Conversation;
  readonly replyIn: (location: ReplyLocation) => Reply;
  readonly hearsAll: boolean;
  readonly clock: Clock;
  /** Ends every wait. */
  readonly closed: AbortSignal;
}

/** Few, because whoever gave the command is looking at it. */
const ATTEMPTS = 3;

/** Has `core` carry out what a command or a button asks for, and shows what it says. Others are left alone. Rejects with what the library throws. */
export function createInteractions(options: InteractionOptions): (interaction: Interaction) => Promise<void> {
  const { core, replyIn, clock, closed } = options;
  const patience = { clock, signal: closed, attempts: ATTEMPTS };

  async function command(interaction: ChatInputCommandInteraction): Promise<void> {
    const call = toCommandCall(interaction, options);
    if (call === null) return;
    // Discord waits three seconds for a sign of life, which the core does not promise.
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const answer = await core.command(call, replyIn(commandLocation(interaction, call.language)));
    await keepTrying(() => showAnswer(interaction, answer, call.language), patience);
  }

  async function press(interaction: ButtonInteraction): Promise<void> {
    const press = toPress(interaction);
    if (press === null) return;
    await interaction.deferUpdate();
    const sentence = await core.press(press);
    // What was undone is not undone again; the other buttons belong to their answers.
    if (press.control === "undo") await keepTrying(() => interaction.editReply({ components: [] }), patience);
    if (sentence !== null) await keepTrying(() => showOutcome(interaction, sentence), patience);
  }

  return async (interaction) => {
    if (interaction.isChatInputCommand()) await command(interaction);
    else if (interaction.isButton()) await press(interaction);
  };
}

import {
  type ChatInputCommandInteraction,
  type Client,
  Events,
  GatewayDispatchEvents,
  MessageFlags,
} from "discord.js";
import { z } from "zod";
import type { Conversation, Reply, ReplySurface } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { registerCommands, toCommandCall } from "./commands.ts";
import { failureFields } from "./failure.ts";
import { conversationIn } from "./identity.ts";
import { toInbound } from "./inbound.ts";
import type { Intake } from "./intake.ts";
import { keepTrying } from "./persistence.ts";
import { createDiscordSurface } from "./surface.ts";

export interface HandOverOptions {
  readonly client: Client;
  readonly core: Conversation;
  readonly intake: Intake;
  readonly openReply: (surface: ReplySurface) => Reply;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends every wait. */
  readonly closed: AbortSignal;
}

const REGISTRATION_ATTEMPTS = 20;
/** Few, because whoever gave the command is looking at it. */
const ANSWER_ATTEMPTS = 3;

/** One deleted message, or several at once. */
const deletionSchema = z.object({
  channel_id: z.string(),
  id: z.string().optional(),
  ids: z.array(z.string()).optional(),
});

/** Hands to `core` what `client` hears: messages, deletions and commands. */
export function handOverEvents({
  client,
  core,
  intake,
  openReply,
  clock,
  log,
  closed,
}: HandOverOptions): void {
  function replyIn(channelId: string, questionId: string | null): Reply {
    return openReply(createDiscordSurface({ rest: client.rest, channelId, questionId }));
  }

  async function carryOut(interaction: ChatInputCommandInteraction): Promise<void> {
    const call = toCommandCall(interaction);
    if (call === null) return;
    // Discord waits three seconds for a sign of life, which the core does not promise.
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const sentence = await core.command(call, replyIn(interaction.channelId, null));
    await keepTrying(
      async () => {
        if (sentence === null) await interaction.deleteReply();
        else await interaction.editReply({ content: sentence });
      },
      { clock, signal: closed, attempts: ANSWER_ATTEMPTS },
    );
  }

  function withdraw(event: unknown): void {
    const { data } = deletionSchema.safeParse(event);
    if (data === undefined) return;
    const channel = conversationIn({ channelId: data.channel_id });
    for (const id of data.ids ?? [data.id]) if (id !== undefined) core.withdraw(channel, id);
  }

  client.once(Events.ClientReady, (ready) => {
    keepTrying(() => registerCommands(ready), {
      clock,
      signal: closed,
      attempts: REGISTRATION_ATTEMPTS,
    }).catch((error: unknown) => {
      if (closed.aborted) return;
      log.warn("Discord's menu of commands could not be set", failureFields(error));
    });
  });

  client.on(Events.MessageCreate, (message) => {
    intake.take(async () => {
      const inbound = toInbound(message, message.client.user.id);
      if (inbound === null) return;
      await core.receive(inbound, replyIn(message.channelId, message.id));
    });
  });

  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand()) intake.take(() => carryOut(interaction));
  });

  // As they come over the wire: the library keeps quiet about messages that it no longer remembers.
  client.ws.on(GatewayDispatchEvents.MessageDelete, withdraw);
  client.ws.on(GatewayDispatchEvents.MessageDeleteBulk, withdraw);
}

import { type Client, Events, GatewayDispatchEvents, type Message } from "discord.js";
import { z } from "zod";
import type { Conversation, Reply } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { catchUpOnSessions } from "./catching-up.ts";
import { type ChannelLines, createChannelLines } from "./channel-lines.ts";
import { createExpectations } from "./expectations.ts";
import { failureFields } from "./failure.ts";
import { conversationIn } from "./identity.ts";
import { answerLocation, toInbound } from "./inbound.ts";
import type { Intake } from "./intake.ts";
import { createInteractions } from "./interactions.ts";
import { registerCommands } from "./menu.ts";
import { keepTrying } from "./persistence.ts";
import { createQuotations } from "./quotations.ts";
import type { ReplyLocation } from "./reply-place.ts";
import { toRevision } from "./revisions.ts";
import { snowflakeSchema } from "./snowflake.ts";

export interface HandOverOptions {
  readonly client: Client;
  readonly core: Conversation;
  readonly intake: Intake;
  /** A new reply. */
  readonly replyIn: (location: ReplyLocation) => Reply;
  /** The bot may read every message, not only those that are meant for it. */
  readonly hearsAll: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends every wait. */
  readonly closed: AbortSignal;
}

const REGISTRATION_ATTEMPTS = 20;

/** One deleted message, or several at once. */
const deletionSchema = z.object({
  channel_id: snowflakeSchema,
  id: snowflakeSchema.optional(),
  ids: z.array(snowflakeSchema).optional(),
});

/** Hands to `core` what `client` hears: messages, also those it missed, what becomes of them, commands, presses and typing. */
export function handOverEvents(options: HandOverOptions): void {
  const { client, core, intake, replyIn, clock, log, closed } = options;
  const lines = createChannelLines();
  const quotations = createQuotations(options);
  const carryOut = createInteractions(options);
  const expect = createExpectations(options);

  /** Gives the message to the core, with what it refers to; `inLine` lets what came before it in the channel go first. */
  async function hear(message: Message, inLine: ChannelLines["run"]): Promise<void> {
    const inbound = toInbound(message);
    if (inbound === null) return;
    const { receipt } = await inLine(message.channelId, async () => {
      const quoted = inbound.facts.authorIsBot ? undefined : await quotations.quotedBy(message);
      const reply = replyIn(answerLocation(message, inbound.text));
      return { receipt: core.receive({ ...inbound, ...(quoted && { quoted }) }, reply) };
    });
    if ((await receipt) === "accepted") quotations.accepted(message);
  }

  function handOver(message: Message): void {
    void intake.take(() => hear(message, (channelId, step) => lines.run(channelId, step)));
  }

  /** Its channel's line is held until it is there. */
  function handOverMissed(message: Message): Promise<void> {
    return intake.take(() => hear(message, async (_, step) => step()));
  }

  function revise(event: unknown): void {
    const revision = client.isReady() ? toRevision(event, client) : null;
    if (revision === null) return;
    const { channelId, messageId, text } = revision;
    void intake.take(() =>
      lines.run(channelId, () => core.revise(conversationIn({ channelId }), messageId, text)),
    );
  }

  /** Also when the door is closed: what nobody waits for any more need not be written. */
  function withdraw(event: unknown): void {
    const { data } = deletionSchema.safeParse(event);
    if (data === undefined) return;
    const channelId = data.channel_id;
    const ids = [...(data.ids ?? []), ...(data.id === undefined ? [] : [data.id])];
    const withdrawn = lines.run(channelId, () => {
      for (const id of ids) core.withdraw(conversationIn({ channelId }), id);
    });
    withdrawn.catch((error: unknown) =>
      log.error("A deletion could not be handed over", failureFields(error)),
    );
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
  catchUpOnSessions({ ...options, lines, handOver: handOverMissed });
  client.on(Events.MessageCreate, handOver);
  client.on(Events.InteractionCreate, (interaction) => void intake.take(() => carryOut(interaction)));

  // As they come over the wire: the library keeps quiet about messages and people that it does not remember.
  client.ws.on(GatewayDispatchEvents.MessageUpdate, revise);
  client.ws.on(GatewayDispatchEvents.MessageDelete, withdraw);
  client.ws.on(GatewayDispatchEvents.MessageDeleteBulk, withdraw);
  client.ws.on(GatewayDispatchEvents.TypingStart, (event: unknown) => {
    if (client.isReady()) expect(event, client.user.id);
  });
}

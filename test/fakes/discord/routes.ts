import { z } from "zod";
import type { Changes } from "./changes.ts";
import { messageEventPayload, messagePayload } from "./payloads.ts";
import type { People } from "./people.ts";
import type { FakeChannel, FakeInteraction, FakeMessage, World } from "./world.ts";

/** An answer to a request; without a body, 204. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
}

/** Requests that share a limit; absent: not limited. */
export type Bucket = "create-message" | "edit-message";

export interface Route {
  readonly method: string;
  /** With a named group for each part that varies. */
  readonly path: RegExp;
  /** Whether it can be called without the bot's token. */
  readonly open?: boolean;
  readonly bucket?: Bucket;
  readonly answer: (params: Readonly<Record<string, string>>, body: unknown) => Answer;
}

/** A refusal in Discord's form. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const MAX_CONTENT = 2_000;
const ANSWER_WITHIN_MS = 3_000;
const SUPPRESS_EMBEDS = 1 << 2;

const draft = z.object({
  content: z.string().optional(),
  nonce: z.union([z.string().max(25), z.number()]).optional(),
  enforce_nonce: z.boolean().optional(),
  flags: z.number().optional(),
  components: z.array(z.unknown()).optional(),
  allowed_mentions: z.unknown().optional(),
  message_reference: z
    .object({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() })
    .optional(),
});

/** The part of Discord's REST API that the bot uses. */
export function createRoutes(
  world: World,
  options: {
    readonly people: People;
    readonly gatewayUrl: () => string;
    readonly changes: Changes;
    readonly now: () => number;
  },
): readonly Route[] {
  const { people, changes } = options;

  function channelOf(params: Readonly<Record<string, string>>): FakeChannel {
    const channel = world.channels.get(params["channel"] ?? "");
    if (!channel) throw new Refusal(404, 10003, "Unknown Channel");
    return channel;
  }

  function messageOf(params: Readonly<Record<string, string>>): FakeMessage {
    const message = channelOf(params).messages.find(({ id }) => id === params["message"]);
    if (!message || message.deleted) throw new Refusal(404, 10008, "Unknown Message");
    return message;
  }

  function interactionOf(params: Readonly<Record<string, string>>): FakeInteraction {
    const found = [...world.interactions.values()].find(({ token }) => token === params["token"]);
    if (!found) throw new Refusal(404, 10062, "Unknown interaction");
    return found;
  }

  function answeredInteraction(params: Readonly<Record<string, string>>): FakeInteraction {
    const interaction = interactionOf(params);
    if (!interaction.acknowledged || interaction.answerDeleted)
      throw new Refusal(404, 10008, "Unknown Message");
    return interaction;
  }

  function create(channel: FakeChannel, body: unknown): FakeMessage {
    const { content, nonce, enforce_nonce, flags, components, message_reference, ...rest } =
      draft.parse(body);
    const wanted = nonce === undefined ? null : String(nonce);
    if (enforce_nonce === true && wanted !== null) {
      const first = channel.messages.find((message) => message.nonce === wanted);
      if (first) return first;
    }
    const replyTo = channel.messages.find(({ id }) => id === message_reference?.message_id) ?? null;
    if (
      message_reference &&
      (!replyTo || replyTo.deleted) &&
      message_reference.fail_if_not_exists !== false
    ) {
      throw new Refusal(400, 50035, "Invalid Form Body: Unknown message");
    }
    return people.publish({
      channel,
      author: world.bot,
      content: checked(content),
      replyTo: replyTo?.deleted === false ? replyTo : null,
      nonce: wanted,
      flags: flags ?? 0,
      components: components ?? [],
      allowedMentions: rest.allowed_mentions,
    });
  }

  function edit(message: FakeMessage, body: unknown): FakeMessage {
    const { content, flags, components, allowed_mentions } = draft.parse(body);
    if (message.author !== world.bot) throw new Refusal(403, 50005, "Cannot edit a message by another user");
    message.allowedMentions.push(allowed_mentions);
    if (content !== undefined) {
      message.content = checked(content);
      message.shown.push(message.content);
    }
    if (flags !== undefined) message.flags = flags & SUPPRESS_EMBEDS;
    if (components) message.components = components;
    people.announce("MESSAGE_UPDATE", message);
    return message;
  }

  return [
    {
      method: "GET",
      path: /^\/gateway\/bot$/,
      answer: () => ({
        status: 200,
        body: {
          url: options.gatewayUrl(),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
        },
      }),
    },
    {
      method: "POST",
      path: /^\/channels\/(?<channel>\d+)\/messages$/,
      bucket: "create-message",
      answer: (params, body) => ({ status: 200, body: messagePayload(create(channelOf(params), body)) }),
    },
    {
      method: "PATCH",
      path: /^\/channels\/(?<channel>\d+)\/messages\/(?<message>\d+)$/,
      bucket: "edit-message",
      answer: (params, body) => ({ status: 200, body: messagePayload(edit(messageOf(params), body)) }),
    },
    {
      method: "DELETE",
      path: /^\/channels\/(?<channel>\d+)\/messages\/(?<message>\d+)$/,
      answer: (params) => {
        people.delete(messageOf(params));
        return { status: 204 };
      },
    },
    {
      method: "POST",
      path: /^\/channels\/(?<channel>\d+)\/typing$/,
      answer: (params) => {
        channelOf(params).typings++;
        return { status: 204 };
      },
    },
    {
      method: "PUT",
      path: /^\/applications\/(?<application>\d+)\/commands$/,
      answer: (_params, body) => {
        const commands = z.array(z.looseObject({ name: z.string() })).parse(body);
        world.registered = { commands: structuredClone(commands), times: world.registered.times + 1 };
        changes.notify();
        const registered = { application_id: world.bot.id, version: world.nextId() };
        return {
          status: 200,
          body: commands.map((command) => Object.assign(command, registered, { id: world.nextId() })),
        };
      },
    },
    {
      method: "POST",
      path: /^\/interactions\/(?<id>\d+)\/(?<token>[^/]+)\/callback$/,
      open: true,
      answer: (params, body) => {
        const interaction = interactionOf(params);
        if (options.now() - interaction.createdAt > ANSWER_WITHIN_MS) {
          throw new Refusal(404, 10062, "Unknown interaction");
        }
        if (interaction.acknowledged)
          throw new Refusal(400, 40060, "Interaction has already been acknowledged.");
        const callback = z.object({ type: z.number(), data: draft.optional() }).parse(body);
        interaction.acknowledged = { type: callback.type, flags: callback.data?.flags ?? 0 };
        interaction.answer = callback.data?.content ?? null;
        changes.notify();
        return { status: 204 };
      },
    },
    {
      method: "PATCH",
      path: /^\/webhooks\/(?<application>\d+)\/(?<token>[^/]+)\/messages\/@original$/,
      open: true,
      answer: (params, body) => {
        const interaction = answeredInteraction(params);
        interaction.answer = checked(draft.parse(body).content);
        return { status: 200, body: answerPayload(world, interaction) };
      },
    },
    {
      method: "DELETE",
      path: /^\/webhooks\/(?<application>\d+)\/(?<token>[^/]+)\/messages\/@original$/,
      open: true,
      answer: (params) => {
        const interaction = answeredInteraction(params);
        interaction.answer = null;
        interaction.answerDeleted = true;
        return { status: 204 };
      },
    },
  ];
}

/** What Discord keeps of a text: trimmed, never empty, never too long. */
function checked(content: string | undefined): string {
  const kept = (content ?? "").trim();
  if (kept === "") throw new Refusal(400, 50006, "Cannot send an empty message");
  if (kept.length > MAX_CONTENT) {
    throw new Refusal(400, 50035, "Invalid Form Body: Must be 2000 or fewer in length.");
  }
  return kept;
}

function answerPayload(world: World, { id, answer, acknowledged }: FakeInteraction): object {
  const message: FakeMessage = {
    id,
    channel: world.general,
    author: world.bot,
    webhookId: world.bot.id,
    type: 20,
    content: answer ?? "",
    shown: [],
    replyTo: null,
    mentions: [],
    mentionRoles: [],
    mentionEveryone: false,
    attachments: 0,
    allowedMentions: [],
    components: [],
    flags: acknowledged?.flags ?? 0,
    nonce: null,
    deleted: false,
  };
  return messageEventPayload(message, () => true);
}

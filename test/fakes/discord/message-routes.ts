import { z } from "zod";
import { draftSchema, keptContent } from "./drafts.ts";
import { channelPayload, messagePayload } from "./payloads.ts";
import type { People } from "./people.ts";
import { type Params, Refusal, type Route } from "./route.ts";
import { ageOf, type FakeChannel, type FakeMessage, type World } from "./world.ts";

const SUPPRESS_EMBEDS = 1 << 2;
/** "The past few minutes", says Discord. */
const NONCE_KNOWN_MS = 3 * 60_000;
const OLD_MS = 60 * 60_000;

const MESSAGES = /^\/channels\/(?<channel>\d+)\/messages$/;
const MESSAGE = /^\/channels\/(?<channel>\d+)\/messages\/(?<message>\d+)$/;

const pageSchema = z
  .object({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: z.string().regex(/^\d+$/).optional(),
    before: z.string().regex(/^\d+$/).optional(),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, "one of after, before");

interface MessageRoutesOptions {
  readonly people: People;
  readonly now: () => number;
}

/** Channels and the messages in them. */
export function createMessageRoutes(world: World, { people, now }: MessageRoutesOptions): readonly Route[] {
  function channelOf(params: Params): FakeChannel {
    const channel = world.channels.get(params["channel"] ?? "");
    if (!channel) throw new Refusal(404, 10003, "Unknown Channel");
    return channel;
  }

  function messageOf(params: Params): FakeMessage {
    const message = channelOf(params).messages.find(({ id }) => id === params["message"]);
    if (!message || message.deleted) throw new Refusal(404, 10008, "Unknown Message");
    return message;
  }

  function sameNonce(channel: FakeChannel, nonce: string): FakeMessage | undefined {
    const first = channel.messages.find(
      (message) => message.nonce === nonce && now() - message.createdAt <= NONCE_KNOWN_MS,
    );
    if (first?.deleted === true) throw new Refusal(404, 10008, "Unknown Message");
    return first;
  }

  function create(channel: FakeChannel, body: unknown): FakeMessage {
    const { content, nonce, enforce_nonce, flags, components, message_reference, allowed_mentions } =
      draftSchema.parse(body);
    const wanted = nonce === undefined ? null : String(nonce);
    const same = enforce_nonce === true && wanted !== null ? sameNonce(channel, wanted) : undefined;
    if (same) return same;
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
      content: keptContent(content),
      replyTo: replyTo?.deleted === false ? replyTo : null,
      nonce: wanted,
      flags: flags ?? 0,
      components: components ?? [],
      allowedMentions: allowed_mentions,
    });
  }

  /** What an edit does not name stays as it is, but for who may be mentioned. */
  function edit(message: FakeMessage, body: unknown): FakeMessage {
    const { content, flags, components, allowed_mentions } = draftSchema.parse(body);
    if (message.author !== world.bot) throw new Refusal(403, 50005, "Cannot edit a message by another user");
    const kept = content === undefined ? message.content : keptContent(content);
    if (typeof flags === "number") message.flags = flags & SUPPRESS_EMBEDS;
    if (components !== undefined) message.components = components ?? [];
    message.allowedMentions.push(allowed_mentions);
    people.edit(message, kept);
    return message;
  }

  /** The newest first, whichever end of the channel is asked for. */
  function page(channel: FakeChannel, query: URLSearchParams): readonly FakeMessage[] {
    const { limit, after, before } = pageSchema.parse(Object.fromEntries(query));
    const there = (world.mayReadHistory ? channel.messages : [])
      .filter(({ deleted }) => !deleted)
      .toSorted((a, b) => (BigInt(a.id) > BigInt(b.id) ? 1 : -1));
    if (after !== undefined) {
      return there
        .filter(({ id }) => BigInt(id) > BigInt(after))
        .slice(0, limit)
        .toReversed();
    }
    return there
      .filter(({ id }) => before === undefined || BigInt(id) < BigInt(before))
      .slice(-limit)
      .toReversed();
  }

  const shown = (message: FakeMessage) => messagePayload(message, (any) => people.readableByBot(any));

  return [
    {
      method: "GET",
      path: /^\/channels\/(?<channel>\d+)$/,
      answer: (params) => ({ status: 200, body: channelPayload(channelOf(params)) }),
    },
    {
      method: "GET",
      path: MESSAGES,
      answer: (params, _body, query) => ({ status: 200, body: page(channelOf(params), query).map(shown) }),
    },
    {
      method: "GET",
      path: MESSAGE,
      answer: (params) => ({ status: 200, body: shown(messageOf(params)) }),
    },
    {
      method: "POST",
      path: MESSAGES,
      bucket: () => "create-message",
      answer: (params, body) => ({ status: 200, body: shown(create(channelOf(params), body)) }),
    },
    {
      method: "PATCH",
      path: MESSAGE,
      bucket: ({ message = "0" }) => (ageOf(message) > OLD_MS ? "edit-old-message" : "edit-message"),
      answer: (params, body) => ({ status: 200, body: shown(edit(messageOf(params), body)) }),
    },
    {
      method: "DELETE",
      path: MESSAGE,
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
  ];
}

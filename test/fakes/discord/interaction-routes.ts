import { z } from "zod";
import type { Changes } from "./changes.ts";
import { draftSchema, keptContent } from "./drafts.ts";
import { answerPayload, messagePayload } from "./payloads.ts";
import { type Params, Refusal, type Route } from "./route.ts";
import type { FakeInteraction, World } from "./world.ts";

const ANSWER_WITHIN_MS = 3_000;
const TOKEN_LASTS_MS = 15 * 60_000;
const EPHEMERAL = 1 << 6;
const DEFERRED_UPDATE = 6;

const ORIGINAL = /^\/webhooks\/(?<application>\d+)\/(?<token>[^/]+)\/messages\/@original$/;

const callbackSchema = z.object({ type: z.number(), data: draftSchema.optional() });

interface InteractionRoutesOptions {
  readonly changes: Changes;
  readonly now: () => number;
}

/** What a bot does about commands and pressed buttons. */
export function createInteractionRoutes(
  world: World,
  { changes, now }: InteractionRoutesOptions,
): readonly Route[] {
  function interactionOf({ token }: Params): FakeInteraction {
    const found = [...world.interactions.values()].find((interaction) => interaction.token === token);
    if (!found || now() - found.createdAt > TOKEN_LASTS_MS) {
      throw new Refusal(404, 10062, "Unknown interaction");
    }
    return found;
  }

  function acknowledged(params: Params): FakeInteraction {
    const interaction = interactionOf(params);
    if (!interaction.acknowledged) throw new Refusal(404, 10015, "Unknown Webhook");
    return interaction;
  }

  function answered(params: Params): FakeInteraction {
    const interaction = acknowledged(params);
    if (interaction.answerDeleted) throw new Refusal(404, 10008, "Unknown Message");
    return interaction;
  }

  function editAnswer(interaction: FakeInteraction, body: unknown): void {
    const { content, components } = draftSchema.parse(body);
    if (content !== undefined) interaction.answer = keptContent(content);
    if (components !== undefined) interaction.answerComponents = components ?? [];
    interaction.answerDrafts.push(body);
  }

  /** What "the original" is: the answer to a command, or what the button stands below. */
  function editOriginal(interaction: FakeInteraction, body: unknown): object {
    const { below } = interaction;
    if (below === null || interaction.acknowledged?.type !== DEFERRED_UPDATE) {
      editAnswer(interaction, body);
      return answerPayload(world.bot, interaction);
    }
    if ("token" in below) {
      editAnswer(below, body);
      return answerPayload(world.bot, below);
    }
    const { content, components } = draftSchema.parse(body);
    if (content !== undefined) below.content = keptContent(content);
    if (components !== undefined) below.components = components ?? [];
    return messagePayload(below);
  }

  return [
    {
      method: "POST",
      path: /^\/interactions\/(?<id>\d+)\/(?<token>[^/]+)\/callback$/,
      open: true,
      answer: (params, body) => {
        const interaction = interactionOf(params);
        if (now() - interaction.createdAt > ANSWER_WITHIN_MS) {
          throw new Refusal(404, 10062, "Unknown interaction");
        }
        if (interaction.acknowledged)
          throw new Refusal(400, 40060, "Interaction has already been acknowledged.");
        const { type, data } = callbackSchema.parse(body);
        interaction.acknowledged = { type, flags: data?.flags ?? 0 };
        interaction.answer = data?.content ?? null;
        return { status: 204 };
      },
    },
    {
      method: "PATCH",
      path: ORIGINAL,
      open: true,
      answer: (params, body) => {
        const answer = editOriginal(answered(params), body);
        changes.notify();
        return { status: 200, body: answer };
      },
    },
    {
      method: "DELETE",
      path: ORIGINAL,
      open: true,
      answer: (params) => {
        const interaction = answered(params);
        interaction.answer = null;
        interaction.answerDeleted = true;
        return { status: 204 };
      },
    },
    {
      method: "POST",
      path: /^\/webhooks\/(?<application>\d+)\/(?<token>[^/]+)$/,
      open: true,
      answer: (params, body) => {
        const interaction = acknowledged(params);
        const { content, flags } = draftSchema.parse(body);
        interaction.followUps.push({
          content: keptContent(content),
          onlyForThem: ((flags ?? 0) & EPHEMERAL) !== 0,
          draft: body,
        });
        return { status: 200, body: answerPayload(world.bot, interaction) };
      },
    },
  ];
}

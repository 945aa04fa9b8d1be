import { MessageFlags, type REST, Routes, SnowflakeUtil } from "discord.js";
import type { Control } from "../../core/chat.ts";
import type { PostedPart, ReplySurface, SurfaceLimits } from "../../core/reply-surface.ts";
import { buttonDataFor, buttonsFor } from "./controls.ts";
import { toSurfaceError } from "./failure.ts";
import { conversationIn } from "./identity.ts";
import { withOpenLinks } from "./open-links.ts";
import { withOwnSignal } from "./own-signal.ts";
import { findEarlierPost, readPostedMessage } from "./posted-message.ts";
import type { ReplyLocation } from "./reply-place.ts";

export interface SurfaceOptions {
  readonly rest: REST;
  readonly location: ReplyLocation;
  /** The bot's own id where an earlier run may have posted a part that nobody knows of; null for a new reply. */
  readonly resumedBy: string | null;
}

const LIMITS: SurfaceLimits = {
  maxPartLength: 2000,
  maxPartLines: 17,
  minEditIntervalMs: 1200,
  typingIntervalMs: 9000,
};

/** On every send and on every edit: Discord reads an edit without it as leave to mention everyone. */
const HARMLESS = {
  allowed_mentions: { parse: [], replied_user: false },
  flags: MessageFlags.SuppressEmbeds,
};

/** What a message shows, as Discord has it. */
interface Shown {
  readonly content: string;
  /** The data of its button; null without. */
  readonly button: string | null;
}

/**
 * A reply in a channel. Rate limits come back as errors at once, never as a hidden wait. A part is posted once, also when its
 * post seemed to fail, or was made by an earlier run that ended before it could say so.
 */
export function createDiscordSurface({ rest, location, resumedBy }: SurfaceOptions): ReplySurface {
  const { channelId, questionId, language } = location;
  let posted = 0;
  /** The newest message that is known to belong to the question: its own, then that of the newest part. */
  let newest = questionId;
  let nonce = nonceFor(questionId, posted);
  let tried = false;
  /** Only one post can have been under way when the earlier run ended. */
  let mayHaveEarlier = resumedBy !== null;
  /** The part that is being posted, once its message is known to be there. */
  let underWay: PostedPart | null = null;

  async function post(text: string, signal: AbortSignal, control?: Control): Promise<PostedPart> {
    underWay ??= (await lookForEarlier(signal)) ?? (await create(text, signal, control));
    await underWay.replace(text, signal, control);
    const part = underWay;
    follow(part.id);
    return part;
  }

  /** Discord knows a nonce for a few minutes only, and the bot may have been away for longer. */
  async function lookForEarlier(signal: AbortSignal): Promise<PostedPart | null> {
    if (!mayHaveEarlier || resumedBy === null || newest === null) return null;
    const wanted = { channelId, questionId, botId: resumedBy, after: newest };
    const found = await attempt(signal, (signal) => findEarlierPost(rest, wanted, signal));
    mayHaveEarlier = false;
    return found && partOf(found.id, found);
  }

  async function create(text: string, signal: AbortSignal, control?: Control): Promise<PostedPart> {
    const reference =
      posted === 0 && questionId !== null
        ? { message_reference: { message_id: questionId, fail_if_not_exists: false } }
        : {};
    const body = { ...bodyFor(text, control), ...reference, nonce, enforce_nonce: true };
    const mayBeThere = tried || resumedBy !== null;
    tried = true;
    const message = await attempt(signal, async (signal) =>
      readPostedMessage(await rest.post(Routes.channelMessages(channelId), { body, signal })),
    );
    // What was there already shows what it was posted with.
    return partOf(message.id, mayBeThere ? message : shownFor(text, control));
  }

  function follow(part: string) {
    posted++;
    newest = part;
    nonce = nonceFor(questionId, posted);
    tried = false;
    underWay = null;
  }

  /** An edit that says nothing of buttons leaves those that are there, so every call names them all. */
  function bodyFor(text: string, control: Control | undefined) {
    return { content: visible(text), components: buttonsFor(control, questionId, language), ...HARMLESS };
  }

  function shownFor(text: string, control: Control | undefined): Shown {
    // Discord cuts off blank space.
    return { content: visible(text).trim(), button: buttonDataFor(control, questionId) };
  }

  /** Without `known` the first replace makes its call whatever it says. */
  function partOf(id: string, known?: Shown): PostedPart {
    /** undefined after an edit that failed: it may have come through all the same. */
    let shown = known;
    return {
      id,
      async replace(text, signal, control) {
        signal.throwIfAborted();
        const wanted = shownFor(text, control);
        if (wanted.content === shown?.content && wanted.button === shown.button) return;
        shown = undefined;
        const body = bodyFor(text, control);
        await attempt(signal, (signal) => rest.patch(Routes.channelMessage(channelId, id), { body, signal }));
        shown = wanted;
      },
    };
  }

  return {
    limits: LIMITS,
    chat: conversationIn(location),
    postsOnce: true,
    post,
    adopt(id) {
      follow(id);
      return partOf(id);
    },
    async showTyping(signal) {
      await attempt(signal, (signal) => rest.post(Routes.channelTyping(channelId), { signal }));
    },
  };
}

/** Text that is too long is refused anyway, so it is not worth the time to look at. */
function visible(text: string): string {
  return text.length > LIMITS.maxPartLength ? text : withOpenLinks(text);
}

/** Names a part, also over a repetition: Discord then shows it once. At most 25 characters. */
function nonceFor(questionId: string | null, index: number): string {
  return questionId === null ? SnowflakeUtil.generate().toString() : `${questionId}.${index}`;
}

/** Makes a call that `signal` ends. Throws {@link SurfaceError}, or `signal.reason` on abort. */
async function attempt<T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await withOwnSignal([signal], call);
  } catch (error) {
    signal.throwIfAborted();
    throw toSurfaceError(error);
  }
}

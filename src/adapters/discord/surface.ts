import { MessageFlags, type REST, Routes, SnowflakeUtil } from "discord.js";
import { z } from "zod";
import type { PostedPart, ReplySurface, SurfaceLimits } from "../../core/chat.ts";
import { toSurfaceError } from "./failure.ts";
import { withOwnSignal } from "./own-signal.ts";

export interface SurfaceOptions {
  readonly rest: REST;
  /** The channel, thread or direct chat to show the reply in. */
  readonly channelId: string;
  /** The message that the first part answers visibly; null: the reply stands for itself. */
  readonly questionId: string | null;
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

const messageSchema = z.object({ id: z.string(), content: z.string() });

/** A reply in a channel. Rate limits come back as errors at once, never as a hidden wait. */
export function createDiscordSurface({ rest, channelId, questionId }: SurfaceOptions): ReplySurface {
  /** Names the post under way, also over a repetition: Discord then shows it once. */
  let nonce = newNonce();
  let repeated = false;
  let first = true;

  async function post(text: string, signal: AbortSignal): Promise<PostedPart> {
    const reference =
      first && questionId !== null
        ? { message_reference: { message_id: questionId, fail_if_not_exists: false } }
        : {};
    const body = { content: text, ...HARMLESS, ...reference, nonce, enforce_nonce: true };
    const wasTried = repeated;
    repeated = true;
    const { id, content } = await attempt(signal, async (signal) =>
      messageSchema.parse(await rest.post(Routes.channelMessages(channelId), { body, signal })),
    );
    // A post that seemed to fail may have come through with the text of then.
    const part = partOf(id, wasTried ? content : text);
    await part.replace(text, signal);
    nonce = newNonce();
    repeated = false;
    first = false;
    return part;
  }

  function partOf(id: string, text: string): PostedPart {
    /** undefined after an edit that failed: it may have come through all the same. */
    let shown: string | undefined = text;
    return {
      async replace(text, signal) {
        signal.throwIfAborted();
        if (text === shown) return;
        shown = undefined;
        const body = { content: text, ...HARMLESS };
        await attempt(signal, (signal) => rest.patch(Routes.channelMessage(channelId, id), { body, signal }));
        shown = text;
      },
    };
  }

  return {
    limits: LIMITS,
    post,
    async showTyping(signal) {
      try {
        await attempt(signal, (signal) => rest.post(Routes.channelTyping(channelId), { signal }));
      } catch {
        // A nicety: whatever keeps it from being shown will stop the answer as well, and be told there.
      }
    },
  };
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

function newNonce(): string {
  return SnowflakeUtil.generate().toString();
}

import { type AnyThreadChannel, type Message, MessageType } from "discord.js";
import type { Conversation, Quoted } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { createRecentMap } from "../../core/recent.ts";
import { failureFields } from "./failure.ts";
import { conversationIn } from "./identity.ts";
import { speakerOf, textOf } from "./inbound.ts";

/** What messages refer to. */
export interface Quotations {
  /**
   * What `message` replies to, or what its thread hangs below as long as nothing was accepted there; undefined when that is
   * nothing that can be read, or not within two seconds. Never rejects.
   */
  quotedBy(message: Message): Promise<Quoted | undefined>;
  /** A message was accepted, with what it refers to: from now on its thread speaks for itself. */
  accepted(message: Message): void;
}

/** People wait for this. */
const LOOK_UP_WITHIN_MS = 2_000;
const THREADS_REMEMBERED = 1_000;

export function createQuotations(options: {
  readonly core: Conversation;
  readonly clock: Clock;
  readonly log: Log;
}): Quotations {
  const { core, clock, log } = options;
  const starters = createRecentMap<string, Promise<Quoted | undefined>>(THREADS_REMEMBERED);

  async function lookUp(fetch: () => Promise<Message | null>): Promise<Quoted | undefined> {
    const enough = new AbortController();
    const patience = clock.sleep(LOOK_UP_WITHIN_MS, enough.signal).then(
      () => null,
      () => null,
    );
    try {
      const message = await Promise.race([fetch(), patience]);
      return message ? quoted(message) : undefined;
    } catch (error) {
      log.debug("What a message refers to could not be looked up", failureFields(error));
      return undefined;
    } finally {
      enough.abort();
    }
  }

  async function repliedTo(message: Message): Promise<Quoted | undefined> {
    const id = message.reference?.messageId;
    if (id === undefined) return undefined;
    // It comes with the reply, and the library puts it there.
    const known = message.channel.messages.cache.get(id);
    return known ? quoted(known) : lookUp(() => message.fetchReference());
  }

  function starterOf(thread: AnyThreadChannel): Promise<Quoted | undefined> {
    const remembered = starters.get(thread.id);
    if (remembered) return remembered;
    const channel = conversationIn({ channelId: thread.id });
    const hasBegun = core.known("discord").some((known) => known.channel === channel);
    const starter = hasBegun ? Promise.resolve(undefined) : lookUp(() => thread.fetchStarterMessage());
    starters.set(thread.id, starter);
    return starter;
  }

  return {
    async quotedBy(message) {
      if (message.type === MessageType.Reply) return repliedTo(message);
      // In a forum, what starts a thread is a message in it.
      if (message.channel.isThread() && message.id !== message.channelId) return starterOf(message.channel);
      return undefined;
    },
    accepted({ channel }) {
      if (channel.isThread()) starters.set(channel.id, Promise.resolve(undefined));
    },
  };
}

function quoted(message: Message): Quoted | undefined {
  const text = textOf(message);
  if (text === "") return undefined;
  return { speaker: message.author.id === message.client.user.id ? "" : speakerOf(message), text };
}

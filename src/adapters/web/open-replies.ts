import type { ChannelId } from "../../core/chat.ts";
import type { Language } from "../../core/language.ts";
import type { StreamReply } from "./reply.ts";
import type { Asked } from "./reply-place.ts";
import { sentenceFor, type RefusalCode } from "./sentences.ts";

/** A reply that has not ended, and whom it is for. */
export interface OpenReply {
  readonly channel: ChannelId;
  readonly reply: StreamReply;
  /** Absent when an earlier question is answered anew. */
  readonly asked?: Asked;
  /** What the last question says now, where it is answered anew in other words. */
  readonly revised?: string;
  /** An earlier run of the bot left it open. */
  readonly resumed: boolean;
  readonly language: Language;
}

/** The replies that have not ended, so that a page loaded meanwhile can show them and stopping can end them. */
export interface OpenReplies {
  /** No more people are to be let in. */
  isFull(): boolean;
  /** Keeps `open` until its reply ends. */
  add(open: OpenReply): void;
  /** The one that is answered first, if any. */
  first(channel: ChannelId): OpenReply | undefined;
  /** Ends every one with an error, told in each person's language. */
  failAll(code: RefusalCode): void;
}

const MAX_OPEN = 500;

export function createOpenReplies(): OpenReplies {
  const replies = new Set<OpenReply>();

  return {
    isFull: () => replies.size >= MAX_OPEN,
    add(open) {
      replies.add(open);
      void open.reply.ended.then(() => replies.delete(open));
    },
    first: (channel) => [...replies].find((open) => open.channel === channel),
    failAll(code) {
      for (const { reply, language } of replies) reply.fail(code, sentenceFor(code, language));
    },
  };
}

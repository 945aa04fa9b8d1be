import type { ChannelId } from "../../core/chat.ts";
import type { Language } from "../../core/language.ts";
import type { StreamReply } from "./reply.ts";
import { sentenceFor, type RefusalCode } from "./sentences.ts";

/** An answer on its way; `question` is absent when an earlier one is answered anew. */
export interface Underway {
  readonly question?: string;
  /** As much of the answer as there is. */
  readonly answer: string;
}

/** A reply that has not ended, and whom it is for. */
export interface OpenReply {
  readonly channel: ChannelId;
  readonly reply: StreamReply;
  /** Absent when an earlier question is answered anew. */
  readonly question?: string;
  readonly language: Language;
}

/** The replies that have not ended, so that a page loaded meanwhile can show them and stopping can end them. */
export interface OpenReplies {
  /** Keeps `open` until its reply ends. */
  add(open: OpenReply): void;
  /** The one that is answered first, if any. */
  underway(channel: ChannelId): Underway | undefined;
  /** Ends every one with an error, told in each person's language. */
  failAll(code: RefusalCode): void;
}

export function createOpenReplies(): OpenReplies {
  const replies = new Set<OpenReply>();

  return {
    add(open) {
      replies.add(open);
      void open.reply.ended.then(() => replies.delete(open));
    },
    underway(channel) {
      const first = [...replies].find((open) => open.channel === channel);
      if (!first) return undefined;
      const { question, reply } = first;
      return { ...(question !== undefined && { question }), answer: reply.text() };
    },
    failAll(code) {
      for (const { reply, language } of replies) reply.fail(code, sentenceFor(code, language));
    },
  };
}

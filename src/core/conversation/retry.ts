import { randomBytes } from "node:crypto";
import type { CommandCall, Reply } from "../chat.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Inbox, InboxEntry } from "../inbox/inbox.ts";
import { type AccessRules, mayActOn, mayManage } from "./access.ts";
import type { Again, Refusal } from "./again.ts";
import { MAX_MESSAGE_LENGTH } from "./intake.ts";
import { lastQuestionIn } from "./question.ts";
import type { Sentences } from "./sentences.ts";

export interface RetryOptions {
  readonly again: Again;
  readonly history: HistoryStore;
  readonly inbox: Inbox;
  readonly access: AccessRules;
  /** Milliseconds since 1970. */
  readonly date: () => number;
}

/**
 * Answers a channel's last question anew, with the words of `call` if it has some, where its answer stands, else on `reply`. The sentence says why not; null when
 * it is being answered. Throws {@link HistoryError}.
 */
export type Retry = (call: CommandCall, reply: Reply, sentences: Sentences) => Promise<string | null>;

export function createRetry({ again, history, inbox, access, date }: RetryOptions): Retry {
  /** The last question, where nothing more is known of it than its words. */
  async function storedQuestion(call: CommandCall): Promise<InboxEntry | null> {
    const { channel, person, language, place } = call;
    const last = lastQuestionIn(await history.load(channel));
    if (!last) return null;
    const messageId = `retry:${randomBytes(8).toString("hex")}`;
    const { speaker, text } = last.turn;
    const entry: InboxEntry = {
      channel,
      messageId,
      language,
      place,
      preface: "",
      asker: { id: person.id, name: speaker },
      direct: speaker === "",
      words: [{ messageId, text }],
      acceptedAt: date(),
      replaces: last.turns,
      parts: [],
      posting: false,
      parent: call.parent ?? null,
      sources: [],
      state: "done",
    };
    await inbox.put(entry);
    return entry;
  }

  return async (call, reply, sentences) => {
    const known = inbox.latest(call.channel);
    // Who asked long ago is not known any more.
    const may = known ? mayActOn(access, known.asker.id, call) : mayManage(access, call);
    if (!may) return sentences.notYoursToRetry;
    const entry = known ?? (await storedQuestion(call));
    if (!entry) return sentences.nothingToRetry;
    if ((call.text?.length ?? 0) > MAX_MESSAGE_LENGTH) return sentences.messageTooLong;
    const { messageId } = entry;
    const words = call.text === undefined ? entry.words : [{ messageId, text: call.text }];
    return refusalSentence(await again.anew(entry, words, reply), sentences);
  };
}

/** What a person hears who wanted an answer written anew; null when it is. */
export function refusalSentence(refusal: Refusal | null, sentences: Sentences): string | null {
  switch (refusal) {
    case null:
      return null;
    case "overtaken":
      return sentences.nothingToRetry;
    case "busy":
      return sentences.channelBusy(null);
  }
}

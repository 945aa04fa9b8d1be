import type { ChannelId, Person, Platform, ReplyPlace } from "../chat.ts";
import type { SourceRef } from "../knowledge/knowledge.ts";
import type { Language } from "../language.ts";

/** One message that a question is made of: several when a person sends them in quick succession. */
export interface Words {
  readonly messageId: string;
  readonly text: string;
}

/**
 * A question that was accepted, from the moment it is on disk until a day after its answer was shown. While it is `open`
 * the bot owes its answer, whatever happens to the process.
 */
export interface InboxEntry {
  readonly channel: ChannelId;
  /** See {@link InboundMessage.parent}. */
  readonly parent: ChannelId | null;
  /** The message that the reply refers to; with the channel it names the entry. */
  readonly messageId: string;
  readonly asker: Pick<Person, "id" | "name">;
  readonly direct: boolean;
  readonly language: Language;
  /** What stands before the question: a quotation, or what others said. Empty where there is nothing. */
  readonly preface: string;
  /** In the order in which they were sent; at least one. */
  readonly words: readonly Words[];
  readonly place: ReplyPlace;
  /** Milliseconds since 1970, by the machine's date. */
  readonly acceptedAt: number;
  /** How many of the channel's newest turns its exchange takes the place of: 0, or those of the answer that is written anew. */
  readonly replaces: number;
  /** What the platform calls the messages that show the answer, first to last. */
  readonly parts: readonly string[];
  /** A post was under way of which nobody knows whether it succeeded. */
  readonly posting: boolean;
  /** The documents that its answer came from. */
  readonly sources: readonly SourceRef[];
  readonly state: "open" | "done";
}

/** What the bot owes an answer, and what it answered lately. All of it is in memory; changes resolve once they are on disk. */
export interface Inbox extends AsyncDisposable {
  /** Adds `entry`, or replaces the one of its channel and message. Throws {@link HistoryError} `unwritable`. */
  put(entry: InboxEntry): Promise<void>;
  get(channel: ChannelId, messageId: string): InboxEntry | null;
  /** The entry that the message is a part of. */
  find(channel: ChannelId, messageId: string): InboxEntry | null;
  /** The entry that was put last in the channel. */
  latest(channel: ChannelId): InboxEntry | null;
  /** Those that are open, the oldest first. */
  open(platform: Platform): readonly InboxEntry[];
  /** The latest of each channel of a platform, the most recent first. */
  channels(platform: Platform): readonly InboxEntry[];
  /** Removes the channel's entries that are done, and of a person only if one is named. Throws {@link HistoryError} `unwritable`. */
  forget(channel: ChannelId, person?: Person["id"]): Promise<void>;
}

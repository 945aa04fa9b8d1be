import type { ChannelId } from "../../src/core/chat.ts";

/** Something that was asked. */
export interface Asked {
  readonly text: string;
  /** The bot, or the platform for it, has taken the question: it must be answered. Otherwise it may be. */
  taken: boolean;
  /** The bot has said in a sentence that it does not answer now. */
  refused: boolean;
  /** What the platform said the whole answer was, where it says that. */
  told: string | null;
}

/** What people see in answer to one question. */
export interface ShownReply {
  /** As it was asked. */
  readonly question: string;
  /** The messages, oldest first. */
  readonly parts: readonly string[];
}

/** A place where people talk with the bot, which goes on while the bot is dead. */
export interface Room {
  readonly name: string;
  readonly channel: ChannelId;
  readonly asked: readonly Asked[];
  /** Says something, whether or not somebody listens. */
  ask(text: string): void;
  /** What is to be seen now; null where the platform shows what is stored and nothing else. */
  shown(): readonly ShownReply[] | null;
  /** What the bot said here to no question of these, which nobody should see. */
  strays(): readonly string[];
  /** The text of Markdown as messages have it here. */
  shownAs(markdown: string): string;
  /** How many questions have no sign of an answer yet, as far as one can tell from outside. */
  waiting(): number;
}

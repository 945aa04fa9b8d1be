import type { ChannelId, PersonId } from "../chat.ts";
import type { Turn } from "../turn.ts";

/** How an answer is drawn from the model's probabilities. */
export interface Sampling {
  /** 0 always takes the likeliest token; 2 is the most that makes sense. */
  readonly temperature: number;
  /** The likeliest tokens that together reach this probability stay in the draw; above 0, at most 1. */
  readonly topP: number;
  /** So many of the likeliest tokens stay in the draw; at least 1. */
  readonly topK: number;
  /** 1 is none; how much less likely a token of the last 64 written ones becomes. */
  readonly repeatPenalty: number;
}

/** What the model is to answer from. */
export interface Reference {
  /** Says what the passages are. */
  readonly lead: string;
  /** The best first. */
  readonly passages: readonly string[];
  /**
   * So many tokens of it all at most; fewer where the newest message leaves no room for them. They are kept free also when
   * there are no passages, so that the window does not move with them.
   */
  readonly maxTokens: number;
}

/** One answer asked of the model. */
export interface AnswerRequest {
  /** Whose words these are. What was read for one channel is never used for another. */
  readonly channel: ChannelId;
  /** Who waits for it: one person holds one place at most while others wait. */
  readonly asker: PersonId;
  /** The system prompt; the same text for every turn of a channel, or what was read is read again. */
  readonly system: string;
  /** The whole conversation, oldest first; the last turn is the person's. The newest that fit are read. */
  readonly turns: readonly Turn[];
  /** What the bot is called; a label with this name in front of an answer is taken away. */
  readonly botName: string;
  /** At most so many tokens are written, and room for them is kept free in the window. */
  readonly maxAnswerTokens: number;
  /** Put before the newest question, this once: it is no part of the conversation that follows. */
  readonly reference?: Reference;
  /** In the place of the model's own setting. */
  readonly temperature?: number;
  /** Fixes the draw; absent: a new one is chosen and told in the figures. */
  readonly seed?: number;
}

/**
 * - `complete`: the model ended it. - `length`: `maxAnswerTokens` were written. - `stopped`: the signal was aborted.
 * - `looping`: it had begun to write the same again and again.
 */
export type AnswerEnd = "complete" | "length" | "stopped" | "looping";

/** What one answer cost, told when it ends. */
export interface AnswerFigures {
  /** Prompt tokens that had to be read for this answer. */
  readonly tokensRead: number;
  /** Prompt tokens that were already in place from earlier turns. */
  readonly tokensReused: number;
  readonly tokensWritten: number;
  /** Milliseconds waited in line before reading began. */
  readonly msInLine: number;
  /** Milliseconds from the request's arrival to the first token, the wait in line included; null when none was written. */
  readonly msToFirstToken: number | null;
  /** Tokens written per second after the first; 0 when fewer than two were written. */
  readonly tokensPerSecond: number;
  /** The longest that one token let wait after the one before it, in milliseconds; 0 when fewer than two were written. */
  readonly longestGapMs: number;
  readonly seed: number;
  /** How many of the oldest turns were left out because they no longer fit. */
  readonly turnsLeftOut: number;
  /** How many of the request's passages were read, the best first. */
  readonly passagesRead: number;
  readonly ended: AnswerEnd;
}

/** What happens on the way to an answer, in this order: waiting*, reading*, text*, and `done` once, last. */
export type AnswerEvent =
  /** In line behind `ahead` others that wait; 0 is next. Told when it changes. */
  | { readonly kind: "waiting"; readonly ahead: number }
  /** `done` of the `total` prompt tokens that had to be read are read. */
  | { readonly kind: "reading"; readonly done: number; readonly total: number }
  /** The next piece of the answer; whole characters only. */
  | { readonly kind: "text"; readonly text: string }
  /** The engine died and was started again: every piece so far is void, the answer is written anew. */
  | { readonly kind: "restart" }
  | { readonly kind: "done"; readonly figures: AnswerFigures };

/** A channel in which a question is expected soon. */
export interface WarmRequest extends Pick<
  AnswerRequest,
  "channel" | "system" | "turns" | "botName" | "maxAnswerTokens"
> {
  /** Tokens that are kept free for a {@link Reference}. */
  readonly reserve?: number;
  /** As much of the question as is known; may be empty. */
  readonly draft: string;
}

/** How the engine is doing, for status pages and health checks. */
export interface ModelStatus {
  /** `loading` until it is there for the first time; `down` while a dead engine is being started again. */
  readonly state: "loading" | "ready" | "down";
  /** The model's own name, as its file says; else the file's. */
  readonly model: string;
  /** Resident memory of the engine's process in bytes, as of its last report. */
  readonly residentBytes: number;
  /** Answers being read or written, and those waiting for a place. */
  readonly active: number;
  readonly waiting: number;
}

/** The one that thinks. */
export interface LanguageModel extends AsyncDisposable {
  /**
   * Writes one answer. Aborting `signal` ends it at the next token, while reading or writing: pieces already made are
   * still yielded, then `done` with `ended: "stopped"`. Throws {@link ModelError} when there can be no answer. Leaving
   * the loop early stops the work as well.
   */
  answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerEvent>;
  /**
   * Reads what the channel's next answer will have to read anyway, when nobody waits; real work interrupts it at once.
   * Best effort: nothing tells whether it happened but the next answer's figures.
   */
  warm(request: WarmRequest): void;
  /** Lets go of everything kept for `channel`, in memory and on disk. */
  forget(channel: ChannelId): void;
  status(): ModelStatus;
}

import type { AnswerFigures } from "./engine/language-model.ts";
import type { Passage, SourceRef } from "./knowledge/knowledge.ts";
import type { Language } from "./language.ts";
import type { ChannelSettings } from "./settings/settings-store.ts";
import type { Turn } from "./turn.ts";

export const PLATFORMS = ["discord", "telegram", "web"] as const;
export type Platform = (typeof PLATFORMS)[number];

declare const channelIdBrand: unique symbol;
/** Names one conversation on one platform; also its history key. Made only by {@link channelId}. */
export type ChannelId = `${Platform}:${string}` & { readonly [channelIdBrand]: true };

/** The id of the conversation that a platform knows by the ids `native`, outermost first. Unequal ids never collide. */
export function channelId(platform: Platform, ...native: readonly [string, ...string[]]): ChannelId {
  const id = `${platform}:${native.map(encodeURIComponent).join(":")}` as const;
  return id as ChannelId; // oxlint-disable-line typescript/no-unsafe-type-assertion -- the one place that makes the brand
}

/** The platform that a channel is on. */
export function platformOf(channel: ChannelId): Platform {
  const platform = PLATFORMS.find((one) => channel.startsWith(`${one}:`));
  if (!platform) throw new Error("A channel of no platform.");
  return platform;
}

/** The channel as a log may name it: a web channel's own name is the key to what was said there. */
export function loggableChannel(channel: ChannelId): string {
  return channel.startsWith("web:") ? "web" : channel;
}

/** A person on a platform, such as `discord:80351110224678912`; what ADMINS lists. */
export type PersonId = `${Platform}:${string}`;

export interface Person {
  readonly id: PersonId;
  /** As people see it. */
  readonly name: string;
  /** Whether the platform gives this person the right to manage the channel; in a direct chat, always. */
  readonly managesChannel: boolean;
}

/** What the platform says about a message. Whether to answer is the core's verdict, not the adapter's. */
export interface AddressingFacts {
  /** `thread`: a room inside a group that one may be taken part in without being mentioned each time. */
  readonly kind: "direct" | "group" | "thread";
  /** By name, on purpose: not by @everyone, not by a role. */
  readonly mentionsBot: boolean;
  readonly repliesToBot: boolean;
  /** Names other people, or replies to somebody else; the bot may be named beside them. */
  readonly mentionsOthers: boolean;
  /** A bot, a webhook or the platform itself speaks. */
  readonly authorIsBot: boolean;
}

/** Words that a message refers to: what it replies to, or what its thread hangs below. */
export interface Quoted {
  /** Whose words; empty for the bot's own. */
  readonly speaker: string;
  readonly text: string;
}

/** Something a person said where the bot can hear it. */
export interface InboundMessage {
  readonly channel: ChannelId;
  /** The channel that a thread or a topic hangs below; it inherits the settings of that. */
  readonly parent?: ChannelId;
  /** Unique within the channel; a redelivery carries the same id. */
  readonly id: string;
  readonly author: Person;
  /** The mention of the bot taken out, trimmed. Empty when nothing else was said. Never the bot's own message. */
  readonly text: string;
  readonly facts: AddressingFacts;
  /** Where it comes from, as ALLOW writes it: `discord:guild:1`, `discord:user:2`, `telegram:chat:-3`. Empty on the web page. */
  readonly origins: readonly string[];
  /** The person's language as the platform knows it (BCP 47), where it does. */
  readonly locale?: string;
  /** Where its reply goes, for {@link RunningAdapter.replyAt}, also after a restart. */
  readonly place: ReplyPlace;
  readonly quoted?: Quoted;
}

/** Where a reply goes, in its adapter's own words: JSON of at most a few hundred bytes, which may be kept on disk. */
export type ReplyPlace = string;

/** A button below a message of the bot's. */
export type Control = "stop" | "retry" | "undo";

/** What the bot does before there are words. `sentence` says it in the person's language, short and without markup. */
export type Working =
  /** Its turn in the channel has come. */
  | { readonly kind: "started" }
  | { readonly kind: "waiting"; readonly ahead: number; readonly sentence: string }
  | { readonly kind: "reading"; readonly done: number; readonly total: number; readonly sentence: string };

/** Why there is no whole answer. */
export type FailureCode =
  "empty" | "too-long" | "busy" | "not-allowed" | "model" | "history" | "stopping" | "nothing-to-retry";

/**
 * Where an answer comes from that the model was not asked for: - `stored`: the same was asked and answered before.
 * - `pinned`: the owner wrote it. - `declined`: the documents do not say it, and nothing else may be told.
 */
export type AnswerOrigin = "stored" | "pinned" | "declined";

/** The documents that an answer came from. */
export interface Cited {
  readonly sources: readonly [SourceRef, ...SourceRef[]];
  /** Names them, for where they cannot be links. */
  readonly sentence: string;
}

/** How a reply ends. `text` is the whole answer, or as much as there is of it. */
export type Ending =
  | {
      readonly kind: "answered" | "stopped";
      readonly text: string;
      /** Sentences of the bot's own that stand below the answer, in the person's language. */
      readonly notes: readonly string[];
      /** One more of them, for when a message may stand there twice; absent where nothing is to be said of that. */
      readonly whenDoubled?: string;
      /** Absent where the model wrote it. */
      readonly origin?: AnswerOrigin;
      /** To be shown below the answer. */
      readonly cited?: Cited;
      readonly figures: AnswerFigures;
    }
  | {
      readonly kind: "failed";
      readonly text: string;
      readonly code: FailureCode;
      /** One plain sentence in the person's language. */
      readonly sentence: string;
      /** Also stands in the log. Empty when there is nothing to look up there. */
      readonly incident: string;
    };

/** Hears of the messages that a reply is shown in. Never rejects. */
export interface PostTracker {
  /** A message is about to be posted; it is not before this resolves. */
  posting(): Promise<void>;
  /**
   * The platform took the message and calls it `part`. `alone`: no earlier try to post it can have left another one, whatever
   * became of that try.
   */
  posted(part: string, alone: boolean): Promise<void>;
  /** It did not take it. */
  notPosted(): Promise<void>;
}

/** Where one answer appears. The core calls `track`, `working`, then `show`, then `finish` once; none overlaps another. */
export interface Reply {
  /** To be called first, if at all. Where nothing is posted, as on the web page, `tracker` hears nothing. */
  track(tracker: PostTracker): void;
  /** Aborts when nobody can see this reply any more; the answer is then not worth writing. */
  readonly lost: AbortSignal;
  /** Best effort; never throws. */
  working(progress: Working): void;
  /** All of the answer so far. Returns at once; the newest text wins. May get shorter when the engine starts over. Never throws. */
  show(text: string): void;
  /** Resolves once the whole of it can be seen; throws {@link SurfaceError} when that failed for good. */
  finish(ending: Ending): Promise<void>;
}

/** - `accepted`: will be answered. - `ignored`: not for the bot. - `refused`: the reply says why there is no answer. */
export type Receipt = "accepted" | "ignored" | "refused";

export const COMMAND_NAMES = [
  "start",
  "help",
  "reset",
  "undo",
  "forget",
  "stop",
  "retry",
  "status",
  "settings",
  "sources",
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** A command that a person gave. */
export interface CommandCall {
  readonly name: CommandName;
  readonly channel: ChannelId;
  /** See {@link InboundMessage.parent}. */
  readonly parent?: ChannelId;
  readonly person: Person;
  readonly origins: readonly string[];
  readonly direct: boolean;
  readonly language: Language;
  /** Where a reply goes that answers anew. */
  readonly place: ReplyPlace;
  /**
   * What stands behind the command; not empty. For `retry`: what the question says instead, where its asker has changed
   * it. For `settings`: what to change, such as `temperature 0.3`.
   */
  readonly text?: string;
  /**
   * What the bot can hear in this chat: - `mentions`: what names it or replies to it. - `commands`: commands and replies only;
   * not that somebody names it.
   */
  readonly hears: "everything" | "mentions" | "commands";
}

/** What a command says at once. */
export interface CommandAnswer {
  readonly sentence: string;
  /** The button to show below it. */
  readonly control: Control | null;
}

/** A person pressed a button. */
export interface ButtonPress {
  readonly control: Control;
  readonly channel: ChannelId;
  /** The id of the message that the button stands below. */
  readonly part: string;
  /** The question that the message answers, as the button's own data has it; never trusted. */
  readonly question: string;
  readonly person: Person;
  readonly origins: readonly string[];
  readonly direct: boolean;
  readonly language: Language;
}

/** A channel's settings as a page shows them. */
export interface SettingsView {
  readonly own: ChannelSettings;
  /** The bot's own, in the place of what is not set. */
  readonly defaults: {
    readonly persona: string;
    readonly answerTokens: number;
    readonly temperature: number;
  };
  /** The folders that there are documents in. */
  readonly folders: readonly string[];
}

/** A channel in which the bot has lately been asked something. */
export interface KnownChannel {
  readonly channel: ChannelId;
  /** The newest message that was taken from it. */
  readonly lastMessageId: string;
  readonly place: ReplyPlace;
}

/** The core as adapters see it. */
export interface Conversation {
  /**
   * Resolves as soon as the verdict stands and an accepted message is on disk, long before its answer is there. Never
   * rejects: what goes wrong is told through `reply`.
   */
  receive(message: InboundMessage, reply: Reply): Promise<Receipt>;
  /** Takes a message back that its author deleted: out of the line, or stopped while it is being answered. */
  withdraw(channel: ChannelId, messageId: string): void;
  /** A message that was received says `text` now. Its answer follows, unless others were given since. */
  revise(channel: ChannelId, messageId: string, text: string): void;
  /**
   * Carries out a command past the line. Resolves with what to say at once, or null when the outcome shows itself, on
   * `reply` or where the answer stands (`retry`). Never rejects.
   */
  command(call: CommandCall, reply: Reply): Promise<CommandAnswer | null>;
  /** Resolves with the sentence to show to the person alone, or null when the outcome shows itself. Never rejects. */
  press(press: ButtonPress): Promise<string | null>;
  /** A question is expected soon in `channel`: somebody types there, or looks at it. */
  expect(channel: ChannelId): void;
  /** The platform calls the channel `to` from now on. Never rejects. */
  move(from: ChannelId, to: ChannelId): Promise<void>;
  /** The channels of a platform that were lately spoken in, the most recent first. */
  known(platform: Platform): readonly KnownChannel[];
  /** Oldest first. Throws {@link HistoryError}. */
  history(channel: ChannelId): Promise<readonly Turn[]>;
  /** What is set for the channel, and what counts where nothing is. */
  settings(channel: ChannelId): SettingsView;
  /** A passage that an answer in the channel may come from; null where it is gone, or not for this channel. */
  passage(channel: ChannelId, id: string): Promise<Passage | null>;
}

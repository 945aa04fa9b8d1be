import { type InboundMessage, loggableChannel } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { HistoryStore } from "../history/history-store.ts";
import type { Inbox, InboxEntry } from "../inbox/inbox.ts";
import { type Language, languageFor } from "../language.ts";
import type { Log } from "../log.ts";
import { createRecentMap, createRecentSet } from "../recent.ts";
import { type AccessRules, mayTalk } from "./access.ts";
import { isForBot } from "./addressing.ts";
import type { Manners } from "./manners.ts";
import type { Apology } from "./apology.ts";
import { createFloods } from "./floods.ts";
import { createOverheard } from "./overheard.ts";
import { prefaceFor } from "./preface.ts";
import { sentencesIn } from "./sentences.ts";

/** What becomes of a message: - `ignored`: nothing. - `refused`: a sentence says why. - `awaited`: the question is still to come. */
export type Verdict =
  | { readonly kind: "ignored" }
  | { readonly kind: "awaited"; readonly language: Language }
  | { readonly kind: "refused"; readonly apology: Apology }
  | { readonly kind: "question"; readonly language: Language };

/** Decides who is answered and what the question is. */
export interface Intake {
  /** A message that is heard twice is ignored the second time. */
  judge(message: InboundMessage): Promise<Verdict>;
  /** Whether a message `awaited` is still without the one that was to follow. */
  awaits(message: InboundMessage): boolean;
  /** What is to be answered, with what it refers to. Never rejects. */
  open(message: InboundMessage, language: Language): Promise<InboxEntry>;
}

export interface IntakeOptions {
  readonly history: HistoryStore;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly access: AccessRules;
  readonly manners: Manners;
  /** Questions of one person in a minute. */
  readonly questionsPerMinute: number;
  /** So many unaddressed messages of a group are put before the next question; 0: none. */
  readonly groupContext: number;
  /** The bot is being stopped. */
  readonly closed: () => boolean;
  /** Milliseconds since 1970. */
  readonly date: () => number;
}

/** UTF-16 units of one message: more than the window of any model this small, and a bound to what a stranger makes us read. */
export const MAX_MESSAGE_LENGTH = 32_000;
/** Message ids that are remembered, to drop what a platform delivers twice. */
const SEEN_MESSAGES = 10_000;
/** Who mentions the bot and nothing else may say what it is about in a message that does not mention it. */
const WAITS_MS = 60_000;
const WAITS_FOR = 1000;

export function createIntake(options: IntakeOptions): Intake {
  const { history, inbox, clock, log } = options;
  const seen = createRecentSet(SEEN_MESSAGES);
  const floods = createFloods({ clock, perMinute: options.questionsPerMinute });
  const overheard = createOverheard(options.groupContext);
  const waits = createRecentMap<string, number>(WAITS_FOR);

  /** Only a channel with a history is one where the bot takes part. */
  async function takesPart({ channel, facts }: InboundMessage): Promise<boolean> {
    if (facts.kind !== "thread") return false;
    try {
      return (await history.load(channel)).length > 0;
    } catch (error) {
      log.error("cannot tell whether the bot takes part in a thread", {
        channel: loggableChannel(channel),
        error,
      });
      return false;
    }
  }

  function waitsFor(message: InboundMessage): boolean {
    return clock.now() < (waits.get(whoIn(message)) ?? -Infinity);
  }

  function languageOf({ channel, parent, locale, text }: InboundMessage): Language {
    // Who says nothing goes on in the language of the question before.
    const known = locale ?? (text === "" ? inbox.latest(channel)?.language : undefined);
    return options.manners(channel, parent ?? null).language ?? languageFor(known, text);
  }

  /** Why a message gets a sentence instead of an answer; null when it may be answered. */
  function refusalOf(message: InboundMessage): Apology | null {
    const { text, quoted, origins } = message;
    const sentences = sentencesIn(languageOf(message));
    if (options.closed()) return refusal("stopping", sentences.shuttingDown);
    if (!mayTalk(options.access, origins))
      return refusal("not-allowed", sentences.notAllowed(origins.at(-1) ?? ""));
    if (text === "" && !quoted) return refusal("empty", sentences.emptyMessage);
    if (text.length > MAX_MESSAGE_LENGTH) return refusal("too-long", sentences.messageTooLong);
    return null;
  }

  return {
    awaits: waitsFor,
    async judge(message) {
      const { channel, parent, author, facts } = message;
      const forBot = isForBot(facts, {
        alwaysOn: options.manners(channel, parent ?? null).alwaysOn,
        takesPart: await takesPart(message),
        waitsFor: waitsFor(message),
      });
      if (!forBot) {
        overheard.hear(message);
        return IGNORED;
      }
      if (!seen.add(`${channel} ${message.id}`) || inbox.find(channel, message.id)) return IGNORED;
      waits.delete(whoIn(message));
      const apology = refusalOf(message);
      if (apology?.code === "not-allowed" && facts.kind !== "direct") return IGNORED; // a group would only be annoyed
      if (apology?.code === "empty" && facts.kind !== "direct") {
        waits.set(whoIn(message), clock.now() + WAITS_MS);
        return { kind: "awaited", language: languageOf(message) };
      }
      if (apology) return { kind: "refused", apology };
      const language = languageOf(message);
      const admission = floods.admit(author.id);
      switch (admission.kind) {
        case "silent":
          return IGNORED;
        case "full":
          return {
            kind: "refused",
            apology: refusal("busy", sentencesIn(language).tooManyQuestions(admission.seconds)),
          };
        case "free":
          return { kind: "question", language };
      }
    },
    async open({ channel, parent, id, author, text, facts, place, quoted }, language) {
      const heard = facts.kind === "direct" ? [] : overheard.take(channel);
      // Who only points at a message wants to hear about that.
      const refersTo = quoted && text !== "" ? { quoted } : {};
      const stored = quoted ? await history.load(channel).catch(() => []) : [];
      return {
        channel,
        parent: parent ?? null,
        messageId: id,
        language,
        place,
        asker: { id: author.id, name: author.name },
        direct: facts.kind === "direct",
        preface: prefaceFor({ ...refersTo, overheard: heard, language }, stored),
        words: [{ messageId: id, text: text === "" ? (quoted?.text ?? "") : text }],
        acceptedAt: options.date(),
        replaces: 0,
        parts: [],
        posting: false,
        sources: [],
        state: "open",
      };
    },
  };
}

const IGNORED: Verdict = { kind: "ignored" };

function whoIn({ channel, author }: InboundMessage): string {
  return `${channel} ${author.id}`;
}

function refusal(code: Apology["code"], sentence: string): Apology {
  return { code, sentence, ours: false };
}

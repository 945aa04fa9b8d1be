import type { ChannelId } from "../../chat.ts";
import { createRecentMap } from "../../recent.ts";
import type { AnswerRequest, WarmRequest } from "../language-model.ts";
import { consult, type Consulted } from "./consult.ts";
import { type Exchange, toExchanges } from "./exchanges.ts";
import type { Token } from "./llama.ts";
import { memoryKey, type ParkedMemory } from "./parking/parked-memory.ts";
import { windowStart } from "./prompt-window.ts";
import type { TokenModel } from "./token-model.ts";

export interface Prompt {
  readonly tokens: readonly Token[];
  /** How many of the oldest turns did not fit. */
  readonly turnsLeftOut: number;
  /** How many passages of the reference are in it. */
  readonly passagesRead: number;
}

/** What a prompt is made of. */
export type Conversed = Pick<AnswerRequest, "channel" | "system" | "turns" | "maxAnswerTokens" | "reference">;

/** Makes the tokens to read out of a conversation, the same ones from turn to turn. */
export interface Prompts {
  /** The beginning of every prompt with this system prompt. */
  head(system: string): readonly Token[];
  /** Null when the newest message does not fit the window together with the system prompt and the room for the answer. */
  build(request: Conversed): Prompt | null;
  /** What can be read before the question is known, or but a `draft` of it; null when that would not fit. */
  buildAhead(request: Omit<WarmRequest, "botName">): readonly Token[] | null;
  /**
   * Notes with which tokens the answer to the last prompt was written. Reading its text anew might cut it into other
   * tokens, and all that follows would have to be read again.
   */
  remember(channel: ChannelId, answer: string, tokens: readonly Token[]): void;
  /** What is remembered of a channel whose sequence holds `held` tokens, in a form that can be kept in a file. */
  pack(channel: ChannelId, held: number): ParkedMemory;
  /** Takes back what {@link pack} gave, for a sequence that holds `tokens` again. */
  unpack(channel: ChannelId, memory: ParkedMemory, tokens: readonly Token[]): void;
  forget(channel: ChannelId): void;
}

/** What is known of a channel between its turns. */
interface Memory {
  /** The question that the window began with, and how many exchanges it held. */
  window: { readonly key: string; readonly exchanges: number } | null;
  /** The tokens of answers in the window, by the key of their text. */
  answers: Map<string, readonly Token[]>;
  /** Where they stand in the last prompt, and where that ended. */
  places: readonly AnswerPlace[];
  promptEnd: number;
}

type AnswerPlace = ParkedMemory["answers"][number];

/** Channels that are remembered; the one that was silent longest is forgotten first, and only costs some reading. */
const MAX_CHANNELS = 256;

/**
 * So much of the context is kept free for a question that is not known yet, so that the window moves ahead of it and not
 * when it comes: 64 of 2,048 tokens.
 */
const SHARE_OF_QUESTION = 1 / 32;

/** The last tokens of a draft, which the next letters may still change. */
const UNSETTLED_TOKENS = 4;

export function createPrompts(model: Pick<TokenModel, "frame" | "tokenize" | "contextTokens">): Prompts {
  const { frame } = model;
  const memories = createRecentMap<ChannelId, Memory>(MAX_CHANNELS);

  function memoryOf(channel: ChannelId): Memory {
    const memory = memories.get(channel) ?? { window: null, answers: new Map(), places: [], promptEnd: 0 };
    memories.set(channel, memory); // now the latest
    return memory;
  }

  function head(system: string): readonly Token[] {
    return [...frame.start, ...model.tokenize(system), ...frame.afterSystem];
  }

  function partsOf({ question, answer }: Exchange, { answers }: Memory): Parts {
    const asked = [...model.tokenize(question), ...frame.afterQuestion];
    if (answer === null) return { asked, answered: [], after: [], key: null, size: asked.length };
    const key = memoryKey(answer);
    const answered = answers.get(key) ?? model.tokenize(answer);
    const after = frame.afterAnswer;
    return { asked, answered, after, key, size: asked.length + answered.length + after.length };
  }

  function newestSize(exchanges: readonly Exchange[], memory: Memory): number {
    return exchanges.slice(-1).reduce((sum, exchange) => sum + partsOf(exchange, memory).size, 0);
  }

  /**
   * The newest of `exchanges`, as many as the budget holds and one more. A long history is not cut into tokens at every
   * turn only to be left out: all other answers would stand still meanwhile.
   */
  function newestParts(exchanges: readonly Exchange[], budget: number, memory: Memory): Parts[] {
    const parts: Parts[] = [];
    let total = 0;
    for (const exchange of exchanges.toReversed()) {
      const newest = partsOf(exchange, memory);
      parts.push(newest);
      total += newest.size;
      if (total > budget) break;
    }
    return parts.toReversed();
  }

  function build({ channel, system, turns, maxAnswerTokens, reference }: Conversed): Prompt | null {
    const memory = memoryOf(channel);
    const beginning = head(system);
    const room = model.contextTokens - maxAnswerTokens - beginning.length;
    const exchanges = toExchanges(turns);
    const reserved = reference ? Math.min(reference.maxTokens, room - newestSize(exchanges, memory)) : 0;
    const consulted = reference ? consult(reference, reserved, model.tokenize) : NOTHING_CONSULTED;
    const budget = room - Math.max(0, reserved);
    const parts = newestParts(exchanges.slice(previousStart(exchanges, memory)), budget, memory);
    const start = windowStart({ sizes: parts.map(({ size }) => size), budget, start: 0 });
    if (start === null) return null;

    const inWindow = parts.slice(start);
    const first = exchanges.length - inWindow.length;
    const places: AnswerPlace[] = [];
    let length = beginning.length;
    for (const { asked, answered, key, size } of inWindow) {
      const start = length + asked.length;
      if (key !== null) places.push({ key, start, end: start + answered.length });
      length += size;
    }
    const tokens = [
      beginning,
      ...inWindow.flatMap(({ asked, answered, after, key }) => [
        key === null ? consulted.tokens : [],
        asked,
        answered,
        after,
      ]),
    ].flat();
    memory.window = {
      key: memoryKey(exchanges[first]?.question ?? ""),
      exchanges: exchanges.length - first,
    };
    memory.answers = new Map(
      inWindow.flatMap(({ key, answered }) => (key === null ? [] : [[key, answered]])),
    );
    memory.places = places;
    memory.promptEnd = tokens.length;
    return {
      tokens,
      turnsLeftOut: countTurns(exchanges.slice(0, first)),
      passagesRead: consulted.passages,
    };
  }

  return {
    head,
    build,
    buildAhead({ channel, system, turns, maxAnswerTokens, reserve = 0, draft }) {
      const prompt = build({
        channel,
        system,
        turns: [...turns, { role: "user", speaker: "", text: draft }],
        maxAnswerTokens: maxAnswerTokens + reserve + Math.floor(model.contextTokens * SHARE_OF_QUESTION),
      });
      const unsure = frame.afterQuestion.length + (draft === "" ? 0 : UNSETTLED_TOKENS);
      return prompt && prompt.tokens.slice(0, -unsure);
    },
    remember(channel, answer, tokens) {
      const memory = memoryOf(channel);
      const key = memoryKey(answer);
      const { promptEnd: start } = memory;
      memory.answers.set(key, tokens);
      memory.places = [...memory.places, { key, start, end: start + tokens.length }];
    },
    pack(channel, held) {
      const { window, places } = memoryOf(channel);
      return {
        // The last token of an answer that was ended by force is not in the sequence.
        answers: places.filter(({ end }) => end <= held),
        windowKey: window?.key ?? null,
        windowExchanges: window?.exchanges ?? 0,
      };
    },
    unpack(channel, { answers, windowKey, windowExchanges }, tokens) {
      memories.set(channel, {
        window: windowKey === null ? null : { key: windowKey, exchanges: windowExchanges },
        answers: new Map(answers.map(({ key, start, end }) => [key, tokens.slice(start, end)])),
        places: answers,
        promptEnd: tokens.length,
      });
    },
    forget(channel) {
      memories.delete(channel);
    },
  };
}

const NOTHING_CONSULTED: Consulted = { tokens: [], passages: 0 };

/** The tokens of an exchange: the question with the frame behind it, the answer, and the frame behind that. */
interface Parts {
  readonly asked: readonly Token[];
  readonly answered: readonly Token[];
  readonly after: readonly Token[];
  /** Of the answer; null while there is none. */
  readonly key: string | null;
  readonly size: number;
}

/** Where the last window began, found by its first question; of equal ones, the one where it has to be after one more turn. */
function previousStart(exchanges: readonly Exchange[], { window }: Memory): number {
  if (!window) return 0;
  const expected = exchanges.length - window.exchanges - 1;
  const distance = (index: number) => Math.abs(index - expected);
  return exchanges
    .flatMap(({ question }, index) => (memoryKey(question) === window.key ? [index] : []))
    .reduce((best, index) => (distance(index) < distance(best) ? index : best), 0);
}

function countTurns(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((sum, { turns }) => sum + turns, 0);
}

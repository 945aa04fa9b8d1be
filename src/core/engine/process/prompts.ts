import type { ChannelId } from "../../chat.ts";
import { createRecentMap } from "../../recent.ts";
import type { AnswerRequest } from "../language-model.ts";
import { type Exchange, toExchanges } from "./exchanges.ts";
import type { Token } from "./llama.ts";
import { windowStart } from "./prompt-window.ts";
import type { TokenModel } from "./token-model.ts";

export interface Prompt {
  readonly tokens: readonly Token[];
  /** How many of the oldest turns did not fit. */
  readonly turnsLeftOut: number;
}

/** Makes the tokens to read out of a conversation, the same ones from turn to turn. */
export interface Prompts {
  /** Null when the newest message does not fit the window together with the system prompt and the room for the answer. */
  build(request: AnswerRequest): Prompt | null;
  /**
   * Notes with which tokens an answer was written. Reading its text anew might cut it into other tokens, and all that
   * follows would have to be read again.
   */
  remember(channel: ChannelId, answer: string, tokens: readonly Token[]): void;
  forget(channel: ChannelId): void;
}

/** What is known of a channel between its turns. */
interface Memory {
  /** The question that the window began with, and how many exchanges it held. */
  window: { readonly question: string; readonly exchanges: number } | undefined;
  answers: Map<string, readonly Token[]>;
}

/** Channels that are remembered; the one that was silent longest is forgotten first, and only costs some reading. */
const MAX_CHANNELS = 256;

export function createPrompts(model: Pick<TokenModel, "frame" | "tokenize" | "contextTokens">): Prompts {
  const memories = createRecentMap<ChannelId, Memory>(MAX_CHANNELS);

  function memoryOf(channel: ChannelId): Memory {
    const memory = memories.get(channel) ?? { window: undefined, answers: new Map() };
    memories.set(channel, memory); // now the latest
    return memory;
  }

  function tokensOf({ question, answer }: Exchange, memory: Memory): Token[] {
    const asked = [...model.tokenize(question), ...model.frame.afterQuestion];
    if (answer === null) return asked;
    return [...asked, ...(memory.answers.get(answer) ?? model.tokenize(answer)), ...model.frame.afterAnswer];
  }

  return {
    build({ channel, system, turns, maxAnswerTokens }) {
      const memory = memoryOf(channel);
      const { start, afterSystem } = model.frame;
      const head = [...start, ...model.tokenize(system), ...afterSystem];
      const exchanges = toExchanges(turns);
      const parts = exchanges.map((exchange) => tokensOf(exchange, memory));
      const first = windowStart({
        sizes: parts.map((part) => part.length),
        budget: model.contextTokens - maxAnswerTokens - head.length,
        start: previousStart(exchanges, memory),
      });
      if (first === null) return null;
      const kept = exchanges.slice(first);
      memory.window = { question: kept[0]?.question ?? "", exchanges: kept.length };
      memory.answers = keepOnly(memory.answers, kept);
      return {
        tokens: [...head, ...parts.slice(first).flat()],
        turnsLeftOut: exchanges.slice(0, first).reduce((sum, exchange) => sum + exchange.turns, 0),
      };
    },
    remember(channel, answer, tokens) {
      memoryOf(channel).answers.set(answer, tokens);
    },
    forget(channel) {
      memories.delete(channel);
    },
  };
}

/** Where the last window began, found by its first question; of equal ones, the one where it has to be after one more turn. */
function previousStart(exchanges: readonly Exchange[], { window }: Memory): number {
  if (!window) return 0;
  const expected = exchanges.length - window.exchanges - 1;
  const distance = (index: number) => Math.abs(index - expected);
  return exchanges
    .flatMap(({ question }, index) => (question === window.question ? [index] : []))
    .reduce((best, index) => (distance(index) < distance(best) ? index : best), 0);
}

function keepOnly(answers: Memory["answers"], exchanges: readonly Exchange[]): Memory["answers"] {
  const wanted = new Set(exchanges.map(({ answer }) => answer));
  return new Map([...answers].filter(([answer]) => wanted.has(answer)));
}

import type { AnswerEnd, AnswerFigures, AnswerRequest, Sampling } from "../language-model.ts";
import { createAnswerText } from "./answer-text.ts";
import type { Token } from "./llama.ts";
import type { Detokenize } from "./piece-assembler.ts";
import { commonPrefix } from "./places.ts";
import type { Prompt } from "./prompts.ts";
import { speakersIn } from "./speaker-label.ts";
import type { TokenSequence } from "./token-model.ts";

/** What one step brought forth. */
export type Step =
  | { readonly kind: "read"; readonly done: number; readonly total: number }
  | { readonly kind: "wrote"; readonly text: string }
  | { readonly kind: "ended"; readonly text: string; readonly ended: AnswerEnd };

/** One answer under way on its sequence: a prompt that is read in slices, then tokens, one each step. */
export interface Answering {
  readonly reading: boolean;
  /** The whole answer so far. */
  text(): string;
  readonly written: readonly Token[];
  /** Whether {@link text} is exactly what {@link written} says. */
  faithful(): boolean;
  /** Reads at most `slice` tokens of the prompt, or writes the next token of the answer. */
  step(slice: number): Promise<Step>;
  /** Ends it between two steps, with the text that was held back. */
  stop(): Promise<string>;
  figures(ended: AnswerEnd): AnswerFigures;
}

export interface AnsweringOptions {
  readonly detokenize: Detokenize;
  readonly sequence: TokenSequence;
  readonly prompt: Prompt;
  readonly request: AnswerRequest;
  readonly sampling: Sampling;
  readonly seed: number;
  /** When the request came in and when its turn came, by `now`. */
  readonly arrivedAt: number;
  readonly startedAt: number;
  readonly now: () => number;
}

/** What models call themselves where nobody gave them a name. */
const MODEL_LABEL = "Assistant";

/** Gives the sequence the part of the prompt that it already holds; nothing is read yet. */
export async function startAnswering(options: AnsweringOptions): Promise<Answering> {
  const { sequence, prompt, request, sampling, now } = options;
  // The last token is read again in any case: what follows it is drawn from its logits.
  const reused = Math.min(commonPrefix(sequence.tokens, prompt.tokens), prompt.tokens.length - 1);
  await sequence.trimTo(reused);

  const names = [request.botName, MODEL_LABEL, ...speakersIn(request.turns)];
  const begin = () => createAnswerText(options.detokenize, names);
  let answer = begin();
  const written: Token[] = [];
  let unread = prompt.tokens.slice(reused);
  const total = unread.length;
  let { seed } = options;
  let retried = false;
  let writer: AsyncGenerator<Token, void, void> | null = null;
  let firstAt: number | null = null;
  let lastAt = 0;
  let longestGap = 0;

  async function write(tokens: AsyncGenerator<Token, void, void>): Promise<Step> {
    const { done, value } = await tokens.next();
    if (done === true) return complete();
    const at = now();
    if (firstAt !== null) longestGap = Math.max(longestGap, at - lastAt);
    firstAt ??= at;
    lastAt = at;
    written.push(value);
    const { text, loops } = answer.push(value);
    if (loops) return ended(text, "looping");
    return written.length < request.maxAnswerTokens ? { kind: "wrote", text } : ended(text, "length");
  }

  async function ended(text: string, end: AnswerEnd): Promise<Step> {
    await writer?.return();
    return { kind: "ended", text: text + answer.end(), ended: end };
  }

  /** The model has nothing more to say. If it said nothing at all, another draw may help. */
  async function complete(): Promise<Step> {
    const rest = answer.end();
    const lastToken = prompt.tokens.slice(-1);
    if (answer.text !== "" || retried || lastToken.length === 0)
      return { kind: "ended", text: rest, ended: "complete" };
    retried = true;
    answer = begin();
    seed = (seed % 2 ** 31) + 1;
    written.length = 0;
    await sequence.trimTo(prompt.tokens.length - 1);
    writer = sequence.write(lastToken, sampling, seed);
    return write(writer);
  }

  return {
    get reading() {
      return writer === null;
    },
    text: () => answer.text,
    written,
    faithful: () => answer.faithful,
    async step(slice) {
      if (writer) return write(writer);
      const next = unread.slice(0, slice);
      unread = unread.slice(slice);
      if (unread.length === 0) {
        writer = sequence.write(next, sampling, seed);
        return write(writer);
      }
      await sequence.read(next);
      return { kind: "read", done: total - unread.length, total };
    },
    async stop() {
      await writer?.return();
      return answer.end();
    },
    figures: (ended) => ({
      tokensRead: total - unread.length,
      tokensReused: reused,
      tokensWritten: written.length,
      msInLine: tenths(options.startedAt - options.arrivedAt),
      msToFirstToken: firstAt === null ? null : tenths(firstAt - options.arrivedAt),
      tokensPerSecond:
        firstAt === null || lastAt <= firstAt
          ? 0
          : tenths(((written.length - 1) * 1000) / (lastAt - firstAt)),
      longestGapMs: tenths(longestGap),
      seed,
      turnsLeftOut: prompt.turnsLeftOut,
      passagesRead: prompt.passagesRead,
      ended,
    }),
  };
}

/** No clock here is better than that. */
function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

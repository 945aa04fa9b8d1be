import type { AnswerEnd, AnswerFigures, AnswerRequest, Sampling } from "../language-model.ts";
import type { Token } from "./llama.ts";
import { createPieceAssembler, type PieceAssembler } from "./piece-assembler.ts";
import { commonPrefix, type Place } from "./places.ts";
import type { Prompt } from "./prompts.ts";
import type { TokenModel } from "./token-model.ts";

/** What one step brought forth. */
export type Step =
  | { readonly kind: "read"; readonly done: number; readonly total: number }
  | { readonly kind: "wrote"; readonly text: string }
  | { readonly kind: "ended"; readonly text: string; readonly ended: AnswerEnd };

/** One answer under way on its place: a prompt that is read in slices, then tokens, one each step. */
export interface Answering {
  readonly reading: boolean;
  /** The whole answer so far, as the pieces joined. */
  readonly text: string;
  readonly written: readonly Token[];
  /** Reads at most `slice` tokens of the prompt, or writes the next token of the answer. */
  step(slice: number): Promise<Step>;
  /** Ends it between two steps. */
  end(): Promise<void>;
  figures(ended: AnswerEnd): AnswerFigures;
}

export interface AnsweringOptions {
  readonly model: Pick<TokenModel, "detokenize">;
  readonly place: Place;
  readonly prompt: Prompt;
  readonly request: AnswerRequest;
  readonly sampling: Sampling;
  readonly seed: number;
  /** When the request came in and when its turn came, by `now`. */
  readonly arrivedAt: number;
  readonly startedAt: number;
  readonly now: () => number;
}

/** Gives the sequence the part of the prompt that it already holds; nothing is read yet. */
export async function startAnswering(options: AnsweringOptions): Promise<Answering> {
  const { place, prompt, request, sampling, seed, now } = options;
  const { sequence } = place;
  // The last token is read again in any case: what follows it is drawn from its logits.
  const reused = Math.min(commonPrefix(sequence.tokens, prompt.tokens), prompt.tokens.length - 1);
  await sequence.trimTo(reused);

  const assembler: PieceAssembler = createPieceAssembler((tokens, before) =>
    options.model.detokenize(tokens, before),
  );
  const written: Token[] = [];
  let unread = prompt.tokens.slice(reused);
  const total = unread.length;
  let writer: AsyncGenerator<Token, void, void> | null = null;
  let text = "";
  let firstAt: number | null = null;
  let lastAt = 0;

  async function write(answer: AsyncGenerator<Token, void, void>): Promise<Step> {
    const { done, value } = await answer.next();
    if (done === true) return { kind: "ended", text: "", ended: "complete" };
    lastAt = now();
    firstAt ??= lastAt;
    written.push(value);
    const piece = assembler.push(value);
    text += piece;
    if (written.length < request.maxAnswerTokens) return { kind: "wrote", text: piece };
    return { kind: "ended", text: piece, ended: "length" };
  }

  return {
    get reading() {
      return writer === null;
    },
    get text() {
      return text;
    },
    written,
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
    async end() {
      await writer?.return();
    },
    figures: (ended) => ({
      tokensRead: total - unread.length,
      tokensReused: reused,
      tokensWritten: written.length,
      msInLine: options.startedAt - options.arrivedAt,
      msToFirstToken: firstAt === null ? null : firstAt - options.arrivedAt,
      tokensPerSecond:
        firstAt === null || lastAt <= firstAt ? 0 : ((written.length - 1) * 1000) / (lastAt - firstAt),
      seed,
      turnsLeftOut: prompt.turnsLeftOut,
      ended,
    }),
  };
}

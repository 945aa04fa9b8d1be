import type { Sampling } from "../language-model.ts";
import type { Token } from "./llama.ts";

/** The tokens that a model's chat template puts around the words of a conversation. */
export interface ChatFrame {
  /** Before the system prompt. */
  readonly start: readonly Token[];
  /** Between the system prompt and the first question. */
  readonly afterSystem: readonly Token[];
  /** Between a question and its answer. */
  readonly afterQuestion: readonly Token[];
  /** Between an answer and the next question. */
  readonly afterAnswer: readonly Token[];
}

/** A loaded model: words to tokens and back, and places to read and write them. */
export interface TokenModel {
  /** Whether it runs on the build that `npm run tune` makes. */
  readonly tuned: boolean;
  /** As the file says, else the file's own name. */
  readonly name: string;
  readonly frame: ChatFrame;
  /** Tokens that each sequence can hold. */
  readonly contextTokens: number;
  /** The most tokens that one step of the engine reads, over all sequences. */
  readonly batchTokens: number;
  readonly sequences: readonly TokenSequence[];
  /** Computes the next steps with so many threads: from 1 to as many as it was loaded for. */
  useThreads(count: number): void;
  /** Plain text: what looks like a control token in it stays letters. */
  tokenize(text: string): readonly Token[];
  /** `before`: the last few tokens in front of `tokens`. Bytes of a character that is not whole yet come out as U+FFFD. */
  detokenize(tokens: readonly Token[], before: readonly Token[]): string;
  dispose(): Promise<void>;
}

/** One conversation's place in the model's memory. Its calls must not overlap; those of several sequences should, to share a step. */
export interface TokenSequence {
  /** What it holds, oldest first. */
  readonly tokens: readonly Token[];
  /** Forgets all but the first `length` tokens. */
  trimTo(length: number): Promise<void>;
  /** Reads `tokens` behind what it holds. */
  read(tokens: readonly Token[]): Promise<void>;
  /**
   * Reads `tokens` (at least one), then yields the answer token by token; ends where the model ends its turn. The
   * last token that was yielded is not yet among {@link tokens}.
   */
  write(tokens: readonly Token[], sampling: Sampling, seed: number): AsyncGenerator<Token, void, void>;
  /** Writes what it holds to `file`, over what is there. Throws when that fails, and may leave a part of it then. */
  save(file: string): Promise<void>;
  /**
   * Holds what `file` holds from now on, in place of what it held. Throws when the file is refused, and then holds
   * nothing. Only for whole files that {@link save} wrote for the same model and settings: others may crash the process.
   */
  load(file: string): Promise<void>;
}

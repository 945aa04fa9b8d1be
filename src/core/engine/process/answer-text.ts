import { createLabelStripper } from "./guards/label.ts";
import { createRepetitionGuard } from "./guards/repetition.ts";
import type { Token } from "./llama.ts";
import { createPieceAssembler, type Detokenize } from "./piece-assembler.ts";

/** Turns the tokens of one answer into the text that people are shown. */
export interface AnswerText {
  /** Takes the next token; gives the text that is certain now, often none. */
  push(token: Token): { readonly text: string; readonly loops: boolean };
  /** The text that was still held back when the answer ended. */
  end(): string;
  /** All text given so far. */
  readonly text: string;
  /** Whether {@link text} is what the tokens say, and nothing was taken away. */
  readonly faithful: boolean;
}

/** `names`: of those who speak in the conversation, the bot included; an answer that begins with a label of one loses it. */
export function createAnswerText(detokenize: Detokenize, names: readonly string[]): AnswerText {
  const assembler = createPieceAssembler(detokenize);
  const labels = createLabelStripper(names);
  const repetition = createRepetitionGuard();
  let assembled = "";
  let text = "";

  function give(piece: string): string {
    text += piece;
    return piece;
  }

  return {
    push(token) {
      const piece = assembler.push(token);
      assembled += piece;
      return { text: give(labels.push(piece)), loops: repetition.push(token) };
    },
    end() {
      const piece = assembler.end();
      assembled += piece;
      return give(labels.push(piece) + labels.end());
    },
    get text() {
      return text;
    },
    get faithful() {
      return text === assembled;
    },
  };
}

import type { LanguageModel } from "../core/engine/language-model.ts";
import { type Answered, ask, type Asked } from "./ask.ts";

/** An answer that is being written while something else is measured. */
export interface Streaming {
  /** Resolves when so many more pieces have come. Throws when the answer ends before. */
  pieces(more: number): Promise<void>;
  /** Ends it. */
  stop(): Promise<Answered>;
}

/** Begins it. Aborting `signal` ends it too. */
export function startStreaming(model: LanguageModel, asked: Asked, signal: AbortSignal): Streaming {
  const enough = new AbortController();
  let count = 0;
  let onPiece: () => void = () => undefined;
  const ended = ask(model, asked, AbortSignal.any([signal, enough.signal]), (pieces) => {
    count = pieces;
    onPiece();
  });
  ended.catch(() => undefined); // whoever waits hears of it; while nobody does, it must not end the process

  return {
    async pieces(more) {
      const wanted = count + more;
      const reached = new Promise<void>((resolve) => {
        onPiece = () => void (count >= wanted && resolve());
      });
      const tooEarly = ended.then(() => {
        throw new Error("the answer that others shall disturb ended too early");
      });
      await Promise.race([reached, tooEarly]);
    },
    async stop() {
      enough.abort();
      return ended;
    },
  };
}

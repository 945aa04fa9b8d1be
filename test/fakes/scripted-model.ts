import type { ChannelId } from "../../src/core/chat.ts";
import { ModelError } from "../../src/core/errors.ts";
import type {
  AnswerEvent,
  AnswerFigures,
  AnswerRequest,
  LanguageModel,
  WarmRequest,
} from "../../src/core/engine/language-model.ts";
import { settle } from "./manual-clock.ts";

/** A model that says what a test has written, a word at each turn of the event loop. */
export interface ScriptedModel extends LanguageModel {
  readonly requests: AnswerRequest[];
  readonly forgotten: ChannelId[];
  readonly warmed: WarmRequest[];
  /** The whole answer to a request; by default `echo: <last turn>`. May throw what the model shall throw. */
  answerTo: (request: AnswerRequest) => string | Promise<string>;
  /** Told after each word; a test can wait in it, or throw. */
  afterWord: (word: number, request: AnswerRequest) => Promise<void> | void;
  /** What comes before the words. */
  before: readonly AnswerEvent[];
  turnsLeftOut: number;
}

/** Its window holds this many words, prompt and answer together. */
export const SCRIPTED_CONTEXT = 1000;

export function createScriptedModel(): ScriptedModel {
  let disposed = false;
  const model: ScriptedModel = {
    requests: [],
    forgotten: [],
    warmed: [],
    answerTo: (request) => `echo: ${request.turns.at(-1)?.text ?? ""}`,
    afterWord: () => undefined,
    before: [],
    turnsLeftOut: 0,
    warm: (request) => void model.warmed.push(request),
    forget: (channel) => void model.forgotten.push(channel),
    status: () => ({ state: "ready", model: "scripted", residentBytes: 1_000_000, active: 0, waiting: 0 }),
    async *answer(request, signal) {
      if (disposed) throw new ModelError("stopped", "The scripted model is closed.");
      model.requests.push(request);
      const question = request.turns.at(-1)?.text ?? "";
      if (wordsOf(question).length > SCRIPTED_CONTEXT - request.maxAnswerTokens) {
        throw new ModelError("too-long", "The question does not fit.");
      }
      if (!signal.aborted) yield* model.before;
      const words = signal.aborted ? [] : wordsOf(await model.answerTo(request));
      let written = 0;
      for (const word of words.slice(0, request.maxAnswerTokens)) {
        if (signal.aborted) break;
        yield { kind: "text", text: word };
        written++;
        await model.afterWord(written, request);
        await settle();
      }
      const ended = signal.aborted ? "stopped" : written < words.length ? "length" : "complete";
      const passagesRead = request.reference?.passages.length ?? 0;
      yield { kind: "done", figures: { ...figures(written, model.turnsLeftOut), passagesRead, ended } };
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      await Promise.resolve();
    },
  };
  return model;
}

/** The words with the blank space in front of each; joined they are the text. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

function figures(tokensWritten: number, turnsLeftOut: number): AnswerFigures {
  return {
    tokensRead: 10,
    tokensReused: 0,
    tokensWritten,
    msInLine: 0,
    msToFirstToken: tokensWritten > 0 ? 5 : null,
    tokensPerSecond: 100,
    longestGapMs: 25,
    seed: 1,
    turnsLeftOut,
    passagesRead: 0,
    ended: "complete",
  };
}

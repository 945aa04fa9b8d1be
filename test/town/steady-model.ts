import type { Clock } from "../../src/core/clock.ts";
import type {
  AnswerEvent,
  AnswerFigures,
  AnswerRequest,
  LanguageModel,
} from "../../src/core/engine/language-model.ts";

/** A model that says what a test has written, at the steady pace of a small machine. */
export interface SteadyModel extends LanguageModel {
  readonly requests: readonly AnswerRequest[];
  /** The whole answer to a request. */
  answerTo: (request: AnswerRequest) => string;
  /** What is told before the words, half a second apart. */
  before: (request: AnswerRequest) => readonly AnswerEvent[];
}

const WORDS_PER_SECOND = 20;
/** Words come so many at a time, which is finer than any platform's pace. */
const WORDS_PER_BEAT = 8;
const BEAT_MS = (WORDS_PER_BEAT * 1000) / WORDS_PER_SECOND;
const BEFORE_MS = 500;

/** Writes twenty words a second by `clock`, in all channels at once. */
export function createSteadyModel(clock: Clock): SteadyModel {
  const requests: AnswerRequest[] = [];
  let active = 0;

  async function* write(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const words = model.answerTo(request).match(/\s*\S+/g) ?? [];
    let written = 0;
    let ended: AnswerFigures["ended"] = "complete";
    try {
      for (const event of model.before(request)) {
        yield event;
        await clock.sleep(BEFORE_MS, signal);
      }
      while (written < words.length) {
        await clock.sleep(BEAT_MS, signal);
        const next = words.slice(written, written + WORDS_PER_BEAT);
        written += next.length;
        yield { kind: "text", text: next.join("") };
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      ended = "stopped";
    }
    yield { kind: "done", figures: figures(written, ended) };
  }

  const model: SteadyModel = {
    requests,
    answerTo: ({ turns }) => `You said: ${turns.at(-1)?.text ?? ""}`,
    before: () => [],
    async *answer(request, signal) {
      requests.push(request);
      active++;
      try {
        yield* write(request, signal);
      } finally {
        active--;
      }
    },
    warm: () => undefined,
    forget: () => undefined,
    status: () => ({ state: "ready", model: "steady", residentBytes: 600_000_000, active, waiting: 0 }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return model;
}

function figures(tokensWritten: number, ended: AnswerFigures["ended"]): AnswerFigures {
  return {
    tokensRead: 100,
    tokensReused: 0,
    tokensWritten,
    msInLine: 0,
    msToFirstToken: tokensWritten === 0 ? null : BEAT_MS,
    tokensPerSecond: WORDS_PER_SECOND,
    longestGapMs: 25,
    seed: 1,
    turnsLeftOut: 0,
    passagesRead: 0,
    ended,
  };
}

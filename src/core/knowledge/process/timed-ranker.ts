import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { Ranker } from "./ranker.ts";

export interface TimedRankerOptions {
  readonly ranker: Ranker;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Resolves within {@link BUDGET_MS} with the scores of the first `texts`, of as many as there is time for: calls take turns. A
 * model that fails gives no more of them. Rejects with `signal.reason` on abort.
 */
export type ScoreInTime = (
  question: string,
  texts: readonly string[],
  signal: AbortSignal,
) => Promise<readonly number[]>;

/** The person waits for so long before the model begins to read what was found. */
const BUDGET_MS = 250;
/** How much of what is known about the model's pace the newest text changes. */
const NEWEST_SHARE = 0.3;
/** A model that seemed too slow is tried again after some questions, for the machine may have been busy. */
const FORGIVING = 0.9;

/** A slow model is told of once, and so is a failing one. */
export function createTimedRanker({ ranker, clock, log }: TimedRankerOptions): ScoreInTime {
  /** What a byte takes: three of them are about one token, in English as in Chinese. */
  let msPerByte = 0;
  /** Resolves when the model is done with all that it was asked until now. */
  let free: Promise<unknown> = Promise.resolve();
  const told = new Set<string>();

  function tellOnce(message: string, fields: Readonly<Record<string, unknown>>): void {
    if (!told.has(message)) log.warn(message, fields);
    told.add(message);
  }

  async function timed(question: string, text: string, bytes: number): Promise<number> {
    const startedAt = clock.now();
    const score = await ranker.rank(question, text);
    const measured = (clock.now() - startedAt) / bytes;
    msPerByte = msPerByte === 0 ? measured : (1 - NEWEST_SHARE) * msPerByte + NEWEST_SHARE * measured;
    return score;
  }

  return async (question, texts, signal) => {
    const scores: number[] = [];
    const enough = new AbortController();
    const until = clock.now() + BUDGET_MS;
    const late = clock.sleep(BUDGET_MS, AbortSignal.any([signal, enough.signal])).then(() => null);
    let reading: Promise<unknown> = Promise.resolve();
    const turn = free.then(() => true);
    // A text that is being read when the time is over is read to its end.
    free = Promise.allSettled([turn, late]).then(() => Promise.allSettled([reading]));
    try {
      if ((await Promise.race([turn, late])) === null) return scores;
      const hadTime = until - clock.now() > BUDGET_MS / 2;
      for (const text of texts) {
        signal.throwIfAborted();
        const bytes = Buffer.byteLength(question) + Buffer.byteLength(text);
        if (clock.now() + msPerByte * bytes > until) break;
        const scored = timed(question, text, bytes);
        reading = scored;
        const score = await Promise.race([scored, late]);
        if (score === null) break;
        scores.push(score);
      }
      if (scores.length === 0) msPerByte *= FORGIVING;
      if (scores.length === 0 && hadTime)
        tellOnce("the ranking model is too slow to rank a passage in time", { ms: BUDGET_MS });
    } catch (error) {
      signal.throwIfAborted();
      tellOnce("the ranking model failed; passages stay as they were found", { error });
    } finally {
      enough.abort();
    }
    return scores;
  };
}

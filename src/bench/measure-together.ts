import type { LanguageModel } from "../core/engine/language-model.ts";
import { ask, LONG_ANSWER, question, room, spanOf, SYSTEM } from "./ask.ts";
import { type Bench, rounds } from "./bench.ts";
import { TOGETHER } from "./catalogue.ts";
import { openEngine } from "./engine.ts";
import { type PlainWay, startPlainWay } from "./plain-client.ts";
import { type AnswerSpan, speedTogether } from "./statistics.ts";

/**
 * Tokens per second of 1, 2, 4 and 8 answers that begin at once, Lantern's engine and the plain way in turn. Both are
 * loaded all the time, but only one of them has work.
 */
export async function measureTogether(bench: Bench): Promise<void> {
  const { options, recorder, signal } = bench;
  const most = Math.max(...TOGETHER);
  await using engine = await openEngine(bench, most);
  await using plain = await startPlainWay(
    { ...options, sequences: most, threads: options.plainThreads },
    signal,
  );

  // What is loaded lazily is loaded now.
  await byEngine(engine, most, 2, "warm-up", signal);
  await byPlain(plain, most, 2);

  const ways = [
    {
      name: "lantern",
      write: (count: number, round: number) =>
        byEngine(engine, count, options.answerTokens, `together-${round}-${count}`, signal),
    },
    { name: "plain", write: (count: number) => byPlain(plain, count, options.answerTokens) },
  ] as const;
  let early = 0;
  for (const round of rounds(bench, "writing together")) {
    for (const count of TOGETHER) {
      for (const { name, write } of round % 2 === 0 ? ways : ways.toReversed()) {
        const answers = await write(count, round);
        signal.throwIfAborted();
        recorder.sample(`together/${name}/${count}`, speedTogether(answers));
        early += answers.filter(({ tokens }) => tokens < options.answerTokens).length;
      }
    }
  }
  if (early > 0) {
    recorder.note(
      `${early} of the answers that were written together ended by themselves before ${options.answerTokens} tokens; fewer were then under way than the row says. A smaller --tokens avoids that.`,
    );
  }
}

async function byEngine(
  engine: LanguageModel,
  count: number,
  tokens: number,
  name: string,
  signal: AbortSignal,
): Promise<readonly AnswerSpan[]> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      ask(
        engine,
        {
          channel: room(`${name}-${index}`),
          turns: [question(LONG_ANSWER)],
          maxTokens: tokens,
          seed: index + 1,
        },
        signal,
      ),
    ),
  );
  return answers.map(({ figures }) => spanOf(figures));
}

function byPlain(plain: PlainWay, count: number, tokens: number): Promise<readonly AnswerSpan[]> {
  return plain.write(
    SYSTEM,
    Array.from({ length: count }, () => LONG_ANSWER),
    tokens,
  );
}

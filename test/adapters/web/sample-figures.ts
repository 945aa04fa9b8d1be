import type { Figures } from "../../../src/adapters/web/status-routes.ts";
import type { Platform } from "../../../src/core/chat.ts";
import { type Bucket, createSeries } from "../../../src/metrics/series.ts";
import { tallyOfAnswer, tallyOfFailure, tallyOfGauges, tallyOfRecall } from "../../../src/metrics/tally.ts";
import { FIGURES } from "../../fakes/scripted-conversation.ts";

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 2, 14, 12);

/** The figures of a bot that has had a day, always the same one. */
export function sampleFigures(): Figures {
  const hour = busySeries(MINUTE_MS, 60, 3);
  const day = busySeries(15 * MINUTE_MS, 96, 22);
  return {
    gauges: () => ({ engineBytes: 812e6, botBytes: 131e6, active: 2, waiting: 1 }),
    runningMs: () => 27 * 60 * MINUTE_MS,
    hour: () => hour,
    day: () => day,
    exposition: () => Promise.resolve({ type: "text/plain", text: "lantern_answers_total 1\n" }),
  };
}

/** Nothing has happened yet. */
export function noFigures(): Figures {
  const date = () => NOON;
  const hour = createSeries({ name: "minute", bucketMs: MINUTE_MS, count: 60, date });
  const day = createSeries({ name: "quarter", bucketMs: 15 * MINUTE_MS, count: 96, date });
  return {
    ...sampleFigures(),
    gauges: () => ({ engineBytes: 0, botBytes: 0, active: 0, waiting: 0 }),
    hour: hour.buckets,
    day: day.buckets,
  };
}

/** `busiest`: answers in a bucket when most is asked. */
function busySeries(bucketMs: number, count: number, busiest: number): readonly Bucket[] {
  let now = NOON - (count - 1) * bucketMs;
  const series = createSeries({ name: "busy", bucketMs, count, date: () => now });
  const random = randomNumbers(7);
  for (let index = 0; index < count; index++, now += bucketMs) {
    const rush = (1 + Math.sin((index / count) * 9 - 1.2)) / 2;
    const answers = Math.round(busiest * rush * random());
    for (let answer = 0; answer < answers; answer++) {
      const place = random();
      const platform: Platform = place < 0.5 ? "discord" : place < 0.85 ? "telegram" : "web";
      const tokensRead = Math.round(10 + random() * 60);
      series.add(
        tallyOfAnswer(platform, {
          ...FIGURES,
          tokensRead,
          tokensReused: Math.round(tokensRead * random() * 30),
          tokensWritten: Math.round(20 + random() * 200),
          msToFirstToken: 120 * Math.exp(random() * 3) * (0.5 + rush),
          tokensPerSecond: 62 - answers * (20 / busiest) - random() * 6,
        }),
      );
    }
    // Every third answer is to a first question, and four in seven of those were given before.
    for (let first = 0; first < answers; first += 3) {
      const place = (index + first) % 7;
      series.add(tallyOfRecall(place < 3 ? "missed" : place < 6 ? "stored" : "pinned"));
    }
    if (random() < 0.06) series.add(tallyOfFailure(random() < 0.6 ? "busy" : "model"));
    series.add(
      tallyOfGauges({
        engineBytes: Math.round(690e6 + index * (1.2e8 / count) + random() * 1e7),
        botBytes: Math.round(118e6 + random() * 1.4e7),
        active: Math.min(4, Math.ceil(answers / 3)),
        waiting: Math.max(0, Math.round(answers / 3) - 4),
      }),
    );
  }
  now -= bucketMs;
  return series.buckets();
}

/** From 0 to 1, the same for the same `seed`. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

import { expect, it } from "vitest";
import type { Clock } from "../../../../src/core/clock.ts";
import { createTimedRanker } from "../../../../src/core/knowledge/process/timed-ranker.ts";
import { createCapturedLog } from "../../../fakes/captured-log.ts";

it("ranks for one question after the other, and for the later one in what time is left", async () => {
  let time = 0;
  const clock: Clock = {
    now: () => time,
    sleep: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", reject)),
  };
  const log = createCapturedLog();
  const order: string[] = [];
  const scores = createTimedRanker({
    ranker: {
      model: "ranker",
      async rank(question) {
        await Promise.resolve();
        time += question === "short" ? 20 : 45;
        order.push(question);
        return 0.9;
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    clock,
    log,
  });
  const signal = new AbortController().signal;
  const passages = (count: number) => Array<string>(count).fill("Herons nest here.");
  const [first, second, third] = await Promise.all([
    scores("short", passages(3), signal),
    scores("long question", passages(9), signal),
    scores("late", passages(9), signal),
  ]);
  expect([first.length, second.length, third.length]).toEqual([3, 4, 0]);
  expect(order.join()).toBe("short,short,short,long question,long question,long question,long question");
  expect(log.lines).toEqual([]);
});

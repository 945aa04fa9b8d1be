import { median, percentile } from "../../src/bench/statistics.ts";
import { formatTable } from "../../src/bench/table.ts";
import type { LoopDelay, Memory } from "./processes.ts";
import type { Weather } from "./weather.ts";

/** What came of the questions. */
export interface Tally {
  asked: number;
  answered: number;
  /** In words, each of them. */
  readonly lost: string[];
  readonly doubled: string[];
  /** Answered once, but not as the model does when it is asked alone. */
  readonly otherwise: string[];
  /** From the question to the first that can be seen of its answer. */
  readonly firstWordsMs: number[];
}

export const createTally = (): Tally => ({
  asked: 0,
  answered: 0,
  lost: [],
  doubled: [],
  otherwise: [],
  firstWordsMs: [],
});

export interface SoakReport {
  readonly minutes: number;
  readonly tally: Tally;
  readonly weather: Weather;
  /** Refusals for too many calls, those on purpose included. */
  readonly tooMany: { readonly discord: number; readonly telegram: number };
  /** At the start, in the middle and at the end. */
  readonly memory: readonly Memory[];
  readonly loopDelay: LoopDelay | null;
  /** Errors in the bot's log. */
  readonly errors: number;
}

/** The table at the end, with a line for each answer that was not as it should be. */
export function describeSoak(report: SoakReport): string {
  const { minutes, tally, weather, tooMany, memory, loopDelay, errors } = report;
  const ms = (value: number) => (Number.isNaN(value) ? "–" : `${Math.round(value)} ms`);
  const megabytes = (bytes: number | null) => (bytes === null ? "–" : `${Math.round(bytes / 1e6)} MB`);
  const course = (of: keyof Memory) => memory.map((one) => megabytes(one[of])).join(" → ");
  const table = formatTable([
    ["duration", `${minutes} min`],
    ["questions", String(tally.asked)],
    ["answered", String(tally.answered)],
    ["lost", String(tally.lost.length)],
    ["doubled", String(tally.doubled.length)],
    ["in other words than usual", String(tally.otherwise.length)],
    ["faults on purpose", String(weather.faults)],
    ["429 on purpose, at most", String(weather.pauses)],
    ["429 on Discord", String(tooMany.discord)],
    ["429 on Telegram", String(tooMany.telegram)],
    ["to the first words, median", ms(median(tally.firstWordsMs))],
    ["to the first words, 95 %", ms(percentile(tally.firstWordsMs, 95))],
    ["memory of the bot", course("bot")],
    ["memory of the engine", course("engine")],
    ["wait in the bot's event loop, 99 %", loopDelay === null ? "–" : ms(loopDelay.p99Ms)],
    ["wait in the bot's event loop, longest", loopDelay === null ? "–" : ms(loopDelay.maxMs)],
    ["errors in the log", String(errors)],
  ]);
  const notes = [
    ...tally.lost.map((line) => `lost: ${line}`),
    ...tally.doubled.map((line) => `doubled: ${line}`),
    ...tally.otherwise.map((line) => `other words: ${line}`),
  ];
  return [table, ...notes].join("\n");
}

import type { LanguageModel } from "../core/engine/language-model.ts";
import type { Turn } from "../core/turn.ts";
import { type Answered, ask, question, reply, room } from "./ask.ts";
import { type Bench, rounds } from "./bench.ts";
import type { Recorder } from "./recorder.ts";
import { openEngine, USUAL_PARALLEL } from "./engine.ts";
import { calibrateText, type SampleText } from "./sample-text.ts";

/** Tokens of the question that a channel begins with, of all answers, and of what a long conversation leaves free. */
const QUESTION_TOKENS = 400;
const ANSWER_TOKENS = 16;
const FREE_TOKENS = 200;

/** Time to the first token of a channel that is new, known, long, has lost its place, or saw a restart. */
export async function measureFirst(bench: Bench): Promise<void> {
  let engine = await openEngine(bench);
  try {
    const text = await calibrateText(engine, bench.signal);
    for (const round of rounds(bench, "first tokens")) {
      await newChannel(bench, engine, text, round);
      const long = longConversation(bench, text, round);
      await long.ask(engine, "afresh");
      await long.ask(engine, "long");
      await takeAllPlaces(bench, engine, round);
      await long.ask(engine, "returned");
      await engine[Symbol.asyncDispose]();
      const startedAt = performance.now();
      engine = await openEngine(bench);
      bench.recorder.sample("first/start", performance.now() - startedAt);
      await long.ask(engine, "restarted");
    }
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function newChannel(
  { recorder, signal }: Bench,
  engine: LanguageModel,
  text: SampleText,
  round: number,
) {
  const channel = room(`new-${round}`);
  const turns = [question(text.prompt(QUESTION_TOKENS, round))];
  const cold = await ask(engine, { channel, turns, maxTokens: ANSWER_TOKENS }, signal);
  turns.push(reply(cold.text), question("And what follows?"));
  const warm = await ask(engine, { channel, turns, maxTokens: ANSWER_TOKENS }, signal);
  signal.throwIfAborted();
  recordFirst(recorder, "cold", cold);
  recordFirst(recorder, "warm", warm);
  recorder.sample("first/reading", readingSpeed(cold));
}

/** A conversation that nearly fills its window from its first question on. */
function longConversation({ options, recorder, signal }: Bench, text: SampleText, round: number) {
  const half = (options.contextTokens - FREE_TOKENS) / 2;
  const turns: Turn[] = [
    question(text.prompt(half, round)),
    reply(text.ofTokens(half, round + 1)),
    question("And then?"),
  ];
  return {
    async ask(engine: LanguageModel, case_: "afresh" | "long" | "returned" | "restarted") {
      const answered = await ask(
        engine,
        { channel: room(`long-${round}`), turns, maxTokens: ANSWER_TOKENS },
        signal,
      );
      signal.throwIfAborted();
      recordFirst(recorder, case_, answered);
      if (case_ === "afresh") recorder.sample("first/reading-long", readingSpeed(answered));
      turns.push(reply(answered.text), question("And then?"));
    },
  };
}

/** As many other channels speak as there are places, one after the other, so that nobody else keeps one. */
async function takeAllPlaces({ signal }: Bench, engine: LanguageModel, round: number): Promise<void> {
  for (let place = 0; place < USUAL_PARALLEL; place++) {
    const channel = room(`visitor-${round}-${place}`);
    await ask(engine, { channel, turns: [question("Hello!")], maxTokens: 4 }, signal);
  }
}

type Case = "cold" | "warm" | "afresh" | "long" | "returned" | "restarted";

function recordFirst(recorder: Recorder, case_: Case, { figures }: Answered): void {
  recorder.sample(`first/${case_}`, figures.msToFirstToken ?? NaN);
  recorder.sample(`first/${case_}/read`, figures.tokensRead);
}

function readingSpeed({ figures }: Answered): number {
  return (figures.tokensRead * 1000) / (figures.msToFirstToken ?? NaN);
}

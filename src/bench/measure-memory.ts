import type { LanguageModel } from "../core/engine/language-model.ts";
import type { Turn } from "../core/turn.ts";
import { ask, LONG_ANSWER, question, reply, room } from "./ask.ts";
import type { Bench } from "./bench.ts";
import { enginePeakBytes } from "./engine-memory.ts";
import { openEngine, USUAL_PARALLEL } from "./engine.ts";
import { calibrateText } from "./sample-text.ts";

const CHANNELS = 50;
/** Answers until all that grows once has grown, and those after that for each round that was asked for. */
const FIRST_ANSWERS = 100;
const ANSWERS_A_ROUND = 100;
/** So many are asked for at once, and then one point of the course is taken; a divisor of the numbers above. */
const ANSWERS_A_POINT = 25;

/** Memory of the engine's process: under load, and whether it grows from answer to answer. */
export async function measureMemory(bench: Bench): Promise<void> {
  await underLoad(bench);
  await overManyAnswers(bench);
}

/** As many answers as are written at a time, each in a window that its prompt nearly fills. */
async function underLoad(bench: Bench): Promise<void> {
  const { options, recorder, signal, progress } = bench;
  progress("memory with full windows");
  await using engine = await openEngine(bench);
  const text = await calibrateText(engine, signal);
  let mostBytes = 0;
  await Promise.all(
    Array.from({ length: USUAL_PARALLEL }, (_, index) => {
      const long = text.prompt(options.contextTokens - options.answerTokens - 100, index);
      const turns = [question(`${long}. ${LONG_ANSWER}`)];
      const asked = { channel: room(`full-${index}`), turns, maxTokens: options.answerTokens };
      return ask(engine, asked, signal, () => {
        mostBytes = Math.max(mostBytes, engine.status().residentBytes);
      });
    }),
  );
  signal.throwIfAborted();
  const peak = enginePeakBytes();
  recorder.sample("memory/under-way", mostBytes);
  if (peak !== null) recorder.sample("memory/peak", peak);
}

async function overManyAnswers(bench: Bench): Promise<void> {
  const { options, recorder, signal, progress } = bench;
  const total = FIRST_ANSWERS + ANSWERS_A_ROUND * options.rounds;
  await using engine = await openEngine(bench);
  const conversations = Array.from({ length: CHANNELS }, (_, index) => startSmallTalk(engine, index, signal));
  const points: [number, number][] = [];
  for (let answers = 0; answers < total; answers += ANSWERS_A_POINT) {
    progress(`memory, ${answers} of ${total} answers`);
    const next = answers % CHANNELS;
    await Promise.all(conversations.slice(next, next + ANSWERS_A_POINT).map((goOn) => goOn()));
    signal.throwIfAborted();
    points.push([answers + ANSWERS_A_POINT, engine.status().residentBytes]);
  }
  const before = points.find(([answers]) => answers >= FIRST_ANSWERS)?.[1] ?? NaN;
  recorder.sample("memory/before", before);
  recorder.sample("memory/after", points.at(-1)?.[1] ?? NaN);
  recorder.timeline({
    id: "memory/answers",
    label: `Resident memory over short answers on ${CHANNELS} channels`,
    xLabel: "answers",
    yLabel: "MB",
    points: points.map(([answers, bytes]) => [answers, bytes / 1e6]),
    mark: { from: 0, to: FIRST_ANSWERS, label: "the first answers" },
  });
}

/** A conversation that goes one short turn further each time it is called. */
function startSmallTalk(engine: LanguageModel, index: number, signal: AbortSignal): () => Promise<void> {
  const turns: Turn[] = [];
  return async () => {
    turns.push(question(`What is number ${turns.length + index}?`));
    const { text } = await ask(engine, { channel: room(`small-talk-${index}`), turns, maxTokens: 4 }, signal);
    turns.push(reply(text));
  };
}

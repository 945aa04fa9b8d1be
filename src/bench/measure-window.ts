import type { Turn } from "../core/turn.ts";
import { ask, question, reply, room } from "./ask.ts";
import type { Bench } from "./bench.ts";
import { openEngine } from "./engine.ts";
import { calibrateText } from "./sample-text.ts";

const QUESTION_TOKENS = 40;
const ANSWER_TOKENS = 8;
/** Turns past the window's end, for each round that was asked for. */
const TURNS_A_ROUND = 12;
/** How much of the window the conversation begins with: enough to be soon full, not so much that nothing comes before. */
const BEGINNING = 0.6;

/** Time to the first token from turn to turn, while the window fills and for many turns after it is full. */
export async function measureWindow(bench: Bench): Promise<void> {
  const { options, recorder, signal, progress } = bench;
  progress("a window that fills and stays full");
  await using engine = await openEngine(bench);
  const text = await calibrateText(engine, signal);
  const channel = room("window");
  const half = (options.contextTokens * BEGINNING) / 2;
  const turns: Turn[] = [question(text.prompt(half, 0)), reply(text.ofTokens(half, 1))];
  const points: [number, number][] = [];
  let fullSince: number | null = null;

  // A window that never fills would mean that no turn is ever left out; the bound keeps such an engine from hanging us.
  for (let turn = 0; turn < options.contextTokens; turn++) {
    turns.push(question(text.ofTokens(QUESTION_TOKENS, turn)));
    const { text: answer, figures } = await ask(engine, { channel, turns, maxTokens: ANSWER_TOKENS }, signal);
    signal.throwIfAborted();
    turns.push(reply(answer));
    if (turn === 0) continue; // the beginning had to be read; from here on only what is new does
    if (figures.turnsLeftOut > 0) fullSince ??= turn;
    const phase = fullSince === null ? "filling" : "full";
    recorder.sample(`first/${phase}`, figures.msToFirstToken ?? NaN);
    recorder.sample(`first/${phase}/read`, figures.tokensRead);
    points.push([turn, figures.msToFirstToken ?? NaN]);
    if (fullSince !== null && turn >= fullSince + TURNS_A_ROUND * options.rounds - 1) break;
  }
  const last = points.at(-1)?.[0] ?? 0;
  recorder.timeline({
    id: "first/window",
    label: "Time to the first token, turn by turn",
    xLabel: "turn",
    yLabel: "ms",
    points,
    mark: fullSince === null ? null : { from: fullSince, to: last, label: "window full" },
  });
}

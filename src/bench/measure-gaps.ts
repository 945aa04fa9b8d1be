import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LanguageModel } from "../core/engine/language-model.ts";
import { type Answered, ask, LONG_ANSWER, question, room } from "./ask.ts";
import { type Bench, rounds } from "./bench.ts";
import { openEngine, USUAL_PARALLEL } from "./engine.ts";
import { calibrateText, type SampleText } from "./sample-text.ts";
import { percentile } from "./statistics.ts";
import { startStreaming } from "./streaming.ts";

/** Tokens of the prompt that joins; fewer where the window is small. */
const JOINER_TOKENS = 1500;
/** Pieces that the first answer has written before another joins, and writes after that. */
const PIECES_AROUND = 24;

/** How reading a long prompt disturbs an answer being written, and the other way round. */
export async function measureGaps(bench: Bench): Promise<void> {
  await using engine = await openEngine(bench);
  const text = await calibrateText(engine, bench.signal);
  for (const round of rounds(bench, "gaps")) {
    const { figures } = await join(bench, engine, text, 2 * round);
    bench.signal.throwIfAborted();
    bench.recorder.sample("gaps/joiner/alone", figures.msToFirstToken ?? NaN);
    await joinBeside(bench, engine, text, round);
    await watchEventLoop(bench, engine, round);
  }
}

/** Asks with a long prompt on a channel that nobody used before; `salt` names it. */
function join({ options, signal }: Bench, engine: LanguageModel, text: SampleText, salt: number) {
  const tokens = Math.min(JOINER_TOKENS, options.contextTokens * 0.75);
  const turns = [question(text.prompt(tokens, salt))];
  return ask(engine, { channel: room(`joiner-${salt}`), turns, maxTokens: 4 }, signal);
}

async function joinBeside(bench: Bench, engine: LanguageModel, text: SampleText, round: number) {
  const { options, signal } = bench;
  const streaming = startStreaming(
    engine,
    {
      channel: room(`streaming-${round}`),
      turns: [question(LONG_ANSWER)],
      maxTokens: Math.floor(options.contextTokens / 2),
      seed: round + 1,
    },
    signal,
  );
  await streaming.pieces(PIECES_AROUND);
  const from = performance.now();
  const joined = await join(bench, engine, text, 2 * round + 1);
  await streaming.pieces(PIECES_AROUND);
  const streamed = await streaming.stop();
  signal.throwIfAborted();
  recordGaps(bench, streamed, joined, from);
}

function recordGaps({ recorder }: Bench, streamed: Answered, joined: Answered, from: number): void {
  const joinMs = joined.figures.msToFirstToken ?? NaN;
  const to = from + joinMs;
  const start = streamed.pieceTimes[0] ?? 0;
  const gaps = streamed.pieceTimes
    .slice(1)
    .map((at, index) => ({ at, ms: at - (streamed.pieceTimes[index] ?? at) }));
  // A gap counts as beside the joiner when any part of it was.
  const beside = gaps.filter(({ at, ms }) => at > from && at - ms < to).map(({ ms }) => ms);
  const before = gaps.filter(({ at }) => at <= from).map(({ ms }) => ms);

  recorder.sample("gaps/joiner/beside", joinMs);
  recorder.sample("gaps/alone/longest", Math.max(...before));
  recorder.sample("gaps/beside/longest", Math.max(...beside));
  recorder.sample("gaps/beside/tokens", streamed.figures.longestGapMs);
  recorder.sample("gaps/beside/p99", percentile(beside, 99));
  recorder.timeline({
    id: "gaps/streaming",
    label: "Gaps between the pieces of an answer while another prompt is read",
    xLabel: "ms since the first piece",
    yLabel: "ms",
    points: gaps.map(({ at, ms }) => [at - start, ms]),
    mark: { from: from - start, to: to - start, label: "a long prompt is read" },
  });
}

/** How late timers of this process fire, which stands for the bot's, while it hands pieces of four answers on. */
async function watchEventLoop({ options, recorder, signal }: Bench, engine: LanguageModel, round: number) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await Promise.all(
    Array.from({ length: USUAL_PARALLEL }, (_, index) =>
      ask(
        engine,
        {
          channel: room(`event-loop-${round}-${index}`),
          turns: [question(LONG_ANSWER)],
          maxTokens: options.answerTokens,
          seed: index + 1,
        },
        signal,
      ),
    ),
  );
  delays.disable();
  signal.throwIfAborted();
  recorder.sample("gaps/event-loop", delays.percentile(99) / 1e6);
}

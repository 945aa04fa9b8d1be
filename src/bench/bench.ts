import type { EngineSettings } from "../core/engine/protocol.ts";
import type { Log } from "../core/log.ts";
import type { MeasurementName } from "./catalogue.ts";
import type { Recorder } from "./recorder.ts";

/** What is measured, and how thoroughly. */
export interface BenchOptions {
  readonly modelPath: string;
  readonly rounds: number;
  readonly only: readonly MeasurementName[];
  readonly threads: number;
  /** Threads of the plain way; null leaves the choice to the library. */
  readonly plainThreads: number | null;
  readonly contextTokens: number;
  /** Tokens of each answer whose writing is timed. */
  readonly answerTokens: number;
  readonly sampling: EngineSettings["sampling"];
  /** A Chromium; null when there is none. */
  readonly browser: string | null;
}

/** What every measurement is given. */
export interface Bench {
  readonly options: BenchOptions;
  readonly recorder: Recorder;
  /** A folder of this measurement's own, which goes with it: where its engines keep states. */
  readonly folder: string;
  readonly log: Log;
  /** Aborting gives up; measurements then throw its reason, with all that they opened closed again. */
  readonly signal: AbortSignal;
  /** Tells the person who waits what is being done. */
  readonly progress: (what: string) => void;
}

/** A figure found in several ways is found in all of them once a round, so that noise comes over all alike. */
export function* rounds({ options, signal, progress }: Bench, what: string): Generator<number> {
  for (let round = 0; round < options.rounds; round++) {
    signal.throwIfAborted();
    progress(`${what}, round ${round + 1} of ${options.rounds}`);
    yield round;
  }
}

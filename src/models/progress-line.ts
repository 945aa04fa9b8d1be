import type { Clock } from "../core/clock.ts";
import { formatProgress } from "./download-progress.ts";
import type { DownloadProgress, OnDownloadProgress } from "./download-progress.ts";
import { createTerminalLine, type LineOutput } from "./terminal-line.ts";

/** Shows the progress of one download after another. */
export interface ProgressLine {
  /** Takes the newest state and shows it when it is time to. */
  readonly update: OnDownloadProgress;
  /** Shows the last state that was not shown yet, and leaves the line. Safe twice, and when nothing was ever shown. */
  end(): void;
}

const SPEED_WINDOW_MS = 10_000;
const MARK_INTERVAL_MS = 500;

export function createProgressLine(output: LineOutput, clock: Pick<Clock, "now">): ProgressLine {
  const speed = createSpeedometer();
  const line = createTerminalLine(output, clock);
  let phase: DownloadProgress["phase"] | null = null;

  return {
    update(progress) {
      if (progress.phase === "fetching") speed.measure(clock.now(), progress.doneBytes);
      else speed.reset();
      const isNews = progress.phase !== phase || progress.phase === "waiting";
      phase = progress.phase;
      line.show((width) => formatProgress(progress, speed.bytesPerSecond(), width), isNews);
      if (progress.phase === "waiting") line.leave(); // why it stopped should stay to be read
    },
    end() {
      line.end();
      phase = null;
    },
  };
}

interface Measure {
  readonly at: number;
  readonly bytes: number;
}

/** The speed over the last ten seconds; what was there before the first measure does not count. */
function createSpeedometer() {
  let marks: Measure[] = [];
  let latest: Measure | null = null;
  return {
    reset() {
      marks = [];
      latest = null;
    },
    measure(at: number, bytes: number) {
      if (latest && bytes < latest.bytes) marks = []; // it started over
      latest = { at, bytes };
      const newest = marks.at(-1);
      if (!newest || at - newest.at >= MARK_INTERVAL_MS) marks.push(latest);
      while (marks[1] && at - marks[1].at >= SPEED_WINDOW_MS) marks.shift();
    },
    bytesPerSecond(): number | null {
      const [first] = marks;
      if (!first || !latest || latest.at - first.at < MARK_INTERVAL_MS) return null; // too short to mean anything
      return ((latest.bytes - first.bytes) * 1000) / (latest.at - first.at);
    },
  };
}

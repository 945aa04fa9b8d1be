import type { Clock } from "../core/clock.ts";
import { formatProgress } from "./download-progress.ts";
import type { DownloadProgress, OnDownloadProgress } from "./download-progress.ts";

/** Where the line is shown. */
export interface ProgressOutput {
  write(text: string): void;
  /** Whether a line can be written over. */
  readonly isTTY: boolean;
  /** Asked each time, since windows are resized; undefined when it is not known. */
  columns(): number | undefined;
}

/** Shows the progress of one download after another. */
export interface ProgressLine {
  /** Takes the newest state and shows it when it is time to. */
  readonly update: OnDownloadProgress;
  /** Shows the last state that was not shown yet, and leaves the line. Safe twice, and when nothing was ever shown. */
  end(): void;
}

const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 10_000;
const SPEED_WINDOW_MS = 10_000;
const MARK_INTERVAL_MS = 500;
const ERASE_TO_END = "\u001b[K";

/** On a terminal one line that is rewritten in place, at most ten times a second; elsewhere a new line every ten seconds. */
export function createProgressLine(output: ProgressOutput, clock: Pick<Clock, "now">): ProgressLine {
  const speed = createSpeedometer();
  let shownAt = -Infinity;
  let shownPhase: DownloadProgress["phase"] | null = null;
  let unshown: DownloadProgress | null = null;
  let isLineOpen = false;

  function show(progress: DownloadProgress, now: number) {
    const width = output.isTTY ? (output.columns() ?? 80) - 1 : Infinity; // a full last column would wrap
    const text = formatProgress(progress, speed.bytesPerSecond(), width);
    output.write(output.isTTY ? `\r${text}${ERASE_TO_END}` : `${text}\n`);
    isLineOpen = output.isTTY;
    shownAt = now;
    shownPhase = progress.phase;
    unshown = null;
  }

  function leaveLine() {
    if (isLineOpen) output.write("\n");
    isLineOpen = false;
  }

  return {
    update(progress) {
      const now = clock.now();
      if (progress.phase === "fetching") speed.measure(now, progress.doneBytes);
      else speed.reset();
      unshown = progress;
      const isNews = progress.phase !== shownPhase || progress.phase === "waiting";
      if (!isNews && now - shownAt < (output.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) return;
      show(progress, now);
      if (progress.phase === "waiting") leaveLine(); // why it stopped should stay to be read
    },
    end() {
      if (unshown) show(unshown, clock.now());
      leaveLine();
      shownAt = -Infinity;
      shownPhase = null;
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

import type { Clock } from "../core/clock.ts";

/** Where a line is shown. */
export interface LineOutput {
  write(text: string): void;
  /** Whether a line can be written over. */
  readonly isTTY: boolean;
  /** Asked each time, since windows are resized; undefined when it is not known. */
  columns(): number | undefined;
}

/** A line of text that changes: on a terminal written over at most ten times a second, elsewhere a new one every ten seconds. */
export interface TerminalLine {
  /** Shows what `render` gives for so many columns, now if it `isNews`, else when it is time to. */
  show(render: (width: number) => string, isNews: boolean): void;
  /** What comes next begins on a line of its own. */
  leave(): void;
  /** Shows the last state that was not shown yet, and leaves the line. Safe twice, and when nothing was ever shown. */
  end(): void;
}

const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 10_000;
const ERASE_TO_END = "\u001b[K";

export function createTerminalLine(output: LineOutput, clock: Pick<Clock, "now">): TerminalLine {
  const intervalMs = output.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
  let shownAt = -Infinity;
  let unshown: ((width: number) => string) | null = null;
  let isOpen = false;

  function write(render: (width: number) => string): void {
    const width = output.isTTY ? (output.columns() ?? 80) - 1 : Infinity; // a full last column would wrap
    const text = render(width);
    output.write(output.isTTY ? `\r${text}${ERASE_TO_END}` : `${text}\n`);
    isOpen = output.isTTY;
    shownAt = clock.now();
    unshown = null;
  }

  function leave(): void {
    if (isOpen) output.write("\n");
    isOpen = false;
  }

  return {
    show(render, isNews) {
      unshown = render;
      if (isNews || clock.now() - shownAt >= intervalMs) write(render);
    },
    leave,
    end() {
      if (unshown) write(unshown);
      leave();
      shownAt = -Infinity;
    },
  };
}

/** The calls of the last `spanMs` milliseconds. */
export interface CallWindow {
  /** Counts a call that begins at `time`, which never goes backwards. */
  begin(time: number): void;
  /** The call that began at `startedAt` ended at `time`: the platform counted it no later than that. */
  end(startedAt: number, time: number): void;
  /** Takes back the call that began at `startedAt`. */
  takeBack(startedAt: number): void;
  /** From when on the last `spanMs` hold fewer than `calls` calls, if no more are made; `calls` is at least 1. */
  roomFrom(calls: number): number;
}

/**
 * A window without calls. A call counts from its beginning and stays for `spanMs` after its end, so that no window of the
 * platform's can hold more than this one, however long the calls are on their way. Forgets calls after that.
 */
export function createCallWindow(spanMs: number): CallWindow {
  /** In ascending order. */
  const times: number[] = [];

  function takeBack(startedAt: number) {
    const index = times.indexOf(startedAt);
    if (index >= 0) times.splice(index, 1);
  }

  function add(time: number) {
    const firstRecent = times.findIndex((earlier) => time - earlier < spanMs);
    times.splice(0, firstRecent < 0 ? times.length : firstRecent);
    times.push(time);
  }

  return {
    begin: add,
    takeBack,
    end(startedAt, time) {
      takeBack(startedAt);
      add(time);
    },
    roomFrom(calls) {
      const last = times.at(-calls);
      return last === undefined ? -Infinity : last + spanMs;
    },
  };
}

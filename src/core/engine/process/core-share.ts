/** Says with how many threads the next steps are computed, by how much of the cores other programs leave. */
export interface CoreShare {
  /** From 1 to the most there may be. */
  readonly threads: number;
  /** A step with that many took `ms`, in which this process was given `cpuMs` of the processors' time. */
  took(ms: number, cpuMs: number): void;
}

export interface CoreShareOptions {
  /** Threads where nobody else computes; at least 1. */
  readonly most: number;
  /** Milliseconds. */
  readonly now: () => number;
  /** Milliseconds that all cores of this machine together have had nothing to do, since some moment. */
  readonly idleMs: () => number;
}

/**
 * The threads of a step wait for each other hundreds of times by turning round and round. When another program takes the core
 * of one, the others burn theirs until it comes back: two threads beside two busy programs took 185 ms for a step that one
 * took 64 ms for, and that takes 18 ms when nobody else computes (Q4_0, 2 cores).
 */
const ENOUGH = 0.75;
/** One preempted step says nothing: so many looks in a row have to. */
const LOOK_AT_MS = 150;
const POOR_LOOKS = 2;
/** Of a core that has nothing to do, so much is free for one more thread. */
const FREE = 0.5;
/** In a container with a limit of its own the machine's cores say little: there only trying helps, ever more seldom. */
const FIRST_TRY_MS = 2000;
const LAST_TRY_MS = 60_000;

/** Begins with `most` threads; with fewer while they are given less than three quarters of the time that they run. */
export function createCoreShare({ most, now, idleMs }: CoreShareOptions): CoreShare {
  let threads = most;
  let ran = 0;
  let given = 0;
  let poorLooks = 0;
  let pause = FIRST_TRY_MS;
  let changedAt = now();
  let idleAtChange = idleMs();

  function change(to: number): void {
    threads = to;
    changedAt = now();
    idleAtChange = idleMs();
  }

  function decide(share: number): void {
    const since = now() - changedAt;
    poorLooks = share < ENOUGH ? poorLooks + 1 : 0;
    if (poorLooks >= POOR_LOOKS && threads > 1) {
      poorLooks = 0;
      if (threads === most) pause = Math.min(LAST_TRY_MS, pause * 2);
      change(threads - 1);
    } else if (threads < most && since >= pause) {
      change(idleMs() - idleAtChange >= FREE * since ? most : threads);
    } else if (threads === most && poorLooks === 0) {
      pause = FIRST_TRY_MS;
    }
  }

  return {
    get threads() {
      return threads;
    },
    took(ms, cpuMs) {
      ran += ms * threads;
      given += cpuMs;
      if (ran < LOOK_AT_MS * threads) return;
      decide(given / ran);
      ran = 0;
      given = 0;
    },
  };
}

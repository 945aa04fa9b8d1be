import { describe, expect, it } from "vitest";
import { keepRunning, type Running } from "../../src/core/keep-running.ts";
import { createManualClock, settle } from "../fakes/manual-clock.ts";

/** Processes that die when a test says so. */
function createNursery() {
  const clock = createManualClock();
  const closing = new AbortController();
  const told: (readonly [how: string | null, pauseMs: number])[] = [];
  const failures: unknown[] = [];
  let starts = 0;
  let end = (_how: string) => {};
  let trouble: Error | null = null;

  function born(): Running {
    return { exited: new Promise((resolve) => (end = resolve)) };
  }

  const running = keepRunning(
    born(),
    {
      async start() {
        starts++;
        if (trouble) throw trouble;
        return Promise.resolve(born());
      },
      pausesMs: [0, 1000, 5000],
      onDown: (how, pauseMs) => told.push([how, pauseMs]),
      onFailedStart: (error) => failures.push(error),
      clock,
    },
    closing.signal,
  );
  return {
    clock,
    closing,
    told,
    failures,
    running,
    starts: () => starts,
    failStarts: (error: Error | null) => (trouble = error),
    async die(how = "SIGKILL") {
      end(how);
      await settle();
    },
  };
}

describe("keeping a process running", () => {
  it("rests longer with each death, and not at first", async () => {
    const nursery = createNursery();
    await nursery.die("code 1");
    await nursery.clock.advance(0);
    expect(nursery.starts()).toBe(1);
    await nursery.die();
    await nursery.clock.advance(999);
    expect(nursery.starts()).toBe(1);
    await nursery.clock.advance(1);
    expect(nursery.starts()).toBe(2);
    await nursery.die();
    await nursery.clock.advance(5000);
    await nursery.die();
    expect(nursery.told).toEqual([
      ["code 1", 0],
      ["SIGKILL", 1000],
      ["SIGKILL", 5000],
      ["SIGKILL", 5000],
    ]);
  });

  it("starts over with one that lived more than a minute", async () => {
    const nursery = createNursery();
    await nursery.die();
    await nursery.clock.advance(0);
    await nursery.die();
    await nursery.clock.advance(1000);
    await nursery.clock.advance(60_001);
    await nursery.die();
    expect(nursery.told.at(-1)).toEqual(["SIGKILL", 0]);
  });

  it("tries again when a start fails, and says why it failed", async () => {
    const nursery = createNursery();
    const error = new Error("no memory");
    nursery.failStarts(error);
    await nursery.die();
    await nursery.clock.advance(0);
    expect(nursery.failures).toEqual([error]);
    expect(nursery.told.at(-1)).toEqual([null, 1000]);
    nursery.failStarts(null);
    await nursery.clock.advance(1000);
    expect(nursery.starts()).toBe(2);
    await nursery.die();
    expect(nursery.told.at(-1)).toEqual(["SIGKILL", 5000]);
  });

  it("starts nothing once it is closed, and ends when the last process has", async () => {
    const nursery = createNursery();
    nursery.closing.abort();
    let ended = false;
    void nursery.running.then(() => (ended = true));
    await settle();
    expect(ended).toBe(false);
    await nursery.die();
    await nursery.running;
    expect(nursery.starts()).toBe(0);
  });

  it("ends in the middle of a pause", async () => {
    const nursery = createNursery();
    await nursery.die();
    await nursery.clock.advance(0);
    await nursery.die();
    nursery.closing.abort();
    await nursery.running;
    expect(nursery.starts()).toBe(1);
    expect(nursery.clock.sleepers()).toBe(0);
  });
});

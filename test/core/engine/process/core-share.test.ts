import { describe, expect, it } from "vitest";
import { createCoreShare } from "../../../../src/core/engine/process/core-share.ts";

/** A machine of so many cores, on which other programs keep some busy. */
function machine(cores: number) {
  let at = 0;
  let idle = 0;
  let others = 0;
  const share = createCoreShare({ most: cores, now: () => at, idleMs: () => idle });

  /** Steps of 20 ms, for so long; what each thread gets is what others leave it. */
  function compute(ms: number): void {
    for (const end = at + ms; at < end;) {
      const { threads } = share;
      const given = Math.min(1, cores / (threads + others));
      at += 20;
      idle += 20 * Math.max(0, cores - threads - others);
      share.took(20, 20 * threads * given);
    }
  }

  return {
    share,
    compute,
    others: (busy: number) => (others = busy),
    rest: (ms: number) => {
      at += ms;
      idle += ms * Math.max(0, cores - others);
    },
  };
}

describe("the threads of a step", () => {
  it("are all there are while nobody else computes", () => {
    const { share, compute } = machine(4);
    compute(60_000);
    expect(share.threads).toBe(4);
  });

  it("become fewer within a second when other programs take the cores", () => {
    const { share, compute, others } = machine(2);
    compute(1000);
    others(2);
    compute(1000);
    expect(share.threads).toBe(1);
  });

  it("become as few as the others leave room for", () => {
    const { share, compute, others } = machine(8);
    others(4);
    compute(1000);
    expect(share.threads).toBeLessThan(8);
    expect(share.threads).toBeGreaterThanOrEqual(4);
  });

  it("stay few for as long as the others stay, without trying", () => {
    const { share, compute, others } = machine(2);
    others(2);
    compute(1000);
    const seen = new Set<number>();
    for (let step = 0; step < 3000; step++) {
      compute(20);
      seen.add(share.threads);
    }
    expect([...seen]).toEqual([1]);
  });

  it("are all again some seconds after the others are gone", () => {
    const { share, compute, others } = machine(2);
    others(2);
    compute(1000);
    others(0);
    compute(10_000);
    expect(share.threads).toBe(2);
  });

  it("are all again after a rest in which the cores were free", () => {
    const { share, compute, others, rest } = machine(2);
    others(2);
    compute(1000);
    others(0);
    rest(30_000);
    compute(500);
    expect(share.threads).toBe(2);
  });

  it("are tried ever more seldom where the cores are free and yet not given, as in a container with a limit", () => {
    let at = 0;
    const share = createCoreShare({ most: 2, now: () => at, idleMs: () => at * 2 });
    const tries: number[] = [];
    for (let step = 0, before = 2; step < 20_000; step++) {
      at += 20;
      share.took(20, 20); // one core, however many threads
      if (share.threads > before) tries.push(at);
      before = share.threads;
    }
    const pauses = tries.slice(1).map((one, index) => one - (tries[index] ?? 0));
    expect(tries.length).toBeGreaterThan(2);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(60_000);
  });

  it("do not change over a single slow step", () => {
    const { share, compute } = machine(2);
    compute(160);
    share.took(120, 100);
    compute(1000);
    expect(share.threads).toBe(2);
  });

  it("are never fewer than one", () => {
    const { share, compute, others } = machine(1);
    others(5);
    compute(5000);
    expect(share.threads).toBe(1);
  });
});

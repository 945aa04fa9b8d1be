import { describe, expect, it } from "vitest";
import { createSlicer, type Slicer } from "../../../../src/core/engine/process/slicer.ts";

/** Reads beside one writer on a machine that takes 50 ms for a step and so much for each token of a prompt. */
function readOn(slicer: Slicer, msPerToken: number, steps: number): number[] {
  return Array.from({ length: steps }, () => {
    const ms = 50 + msPerToken * slicer.size({ writers: 1, readers: 1 });
    slicer.tookMs(ms);
    return ms;
  });
}

describe("the slices of a prompt", () => {
  it("are whole batches while nobody waits for a next token", () => {
    const slicer = createSlicer(128);
    expect(slicer.size({ writers: 0, readers: 1 })).toBe(128);
    expect(slicer.size({ writers: 0, readers: 3 })).toBe(42);
  });

  it("come to fit a slow machine, so that no step takes long", () => {
    const steps = readOn(createSlicer(128), 7, 20);
    expect(Math.max(...steps.slice(8))).toBeLessThan(250);
    expect(Math.min(...steps.slice(8))).toBeGreaterThan(150);
  });

  it("are as large as they help to be on a fast one", () => {
    const slicer = createSlicer(128);
    readOn(slicer, 0.5, 20);
    expect(slicer.size({ writers: 1, readers: 1 })).toBe(64);
  });

  it("do not shrink to nothing over one slow step, nor on a very slow machine", () => {
    const slicer = createSlicer(128);
    slicer.tookMs(5000);
    expect(slicer.size({ writers: 1, readers: 1 })).toBeGreaterThanOrEqual(24);
    readOn(slicer, 100, 50);
    expect(slicer.size({ writers: 1, readers: 1 })).toBe(16);
  });

  it("always go on, however many write", () => {
    expect(createSlicer(64).size({ writers: 64, readers: 2 })).toBe(1);
  });
});

import { describe, expect, it } from "vitest";
import { createSlicer, type Slicer } from "../../../../src/core/engine/process/slicer.ts";

/** Reads beside one writer on a machine that takes 50 ms for a step and so much for each 16 tokens of a prompt, begun or full. */
function readOn(slicer: Slicer, msPerGroup: number, steps: number): number[] {
  return Array.from({ length: steps }, () => {
    const tokens = slicer.size({ writers: 1, readers: 1 });
    const ms = 50 + msPerGroup * Math.ceil((tokens - 1) / 16);
    slicer.tookMs(ms);
    return ms;
  });
}
const beside = (slicer: Slicer) => slicer.size({ writers: 1, readers: 1 });

describe("the slices of a prompt", () => {
  it("are whole batches while nobody waits for a next token", () => {
    const slicer = createSlicer(128);
    expect(slicer.size({ writers: 0, readers: 1 })).toBe(128);
    expect(slicer.size({ writers: 0, readers: 3 })).toBe(42);
  });

  it("fit a slow machine from the first step on, so that none takes long", () => {
    const steps = readOn(createSlicer(128), 150, 200);
    expect(Math.max(...steps)).toBeLessThan(250);
  });

  it("are as large as fits on a faster one, of full groups of 16 and the one token that is read with the others", () => {
    const slicer = createSlicer(128);
    readOn(slicer, 70, 20);
    expect(beside(slicer)).toBe(33);
    const quick = createSlicer(128);
    readOn(quick, 8, 20);
    expect(beside(quick)).toBe(65);
  });

  it("follow a machine that gets other work, and back", () => {
    const slicer = createSlicer(128);
    readOn(slicer, 20, 10);
    expect(beside(slicer)).toBe(65);
    readOn(slicer, 150, 30);
    expect(beside(slicer)).toBe(17);
    readOn(slicer, 20, 100);
    expect(beside(slicer)).toBe(65);
  });

  it("are not thrown off by one slow step, be it the first of its size", () => {
    const slicer = createSlicer(128);
    readOn(slicer, 20, 10);
    slicer.tookMs(5000);
    expect(beside(slicer)).toBeGreaterThanOrEqual(49);
    const unlucky = createSlicer(128);
    beside(unlucky);
    unlucky.tookMs(5000);
    readOn(unlucky, 20, 100);
    expect(beside(unlucky)).toBe(65);
  });

  it("do not shrink to nothing on a very slow machine", () => {
    const slicer = createSlicer(128);
    readOn(slicer, 2000, 50);
    expect(beside(slicer)).toBe(17);
  });

  it("are shared by those who read at the same time", () => {
    expect(createSlicer(128).size({ writers: 1, readers: 4 })).toBe(4);
  });

  it("always go on, however many write", () => {
    expect(createSlicer(64).size({ writers: 64, readers: 2 })).toBe(1);
  });
});

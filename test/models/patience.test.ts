import { describe, expect, it } from "vitest";
import { createPatience } from "../../src/models/patience.ts";

describe("patience", () => {
  it("ends after three attempts that bring nothing at all", () => {
    const patience = createPatience(0);
    expect([0, 0, 0].map((bytes) => patience.pauseAfter(bytes, 0))).toEqual([1000, 2000, null]);
  });

  it("lasts longer once something came, with pauses that stop growing at half a minute", () => {
    const patience = createPatience(0);
    expect(Array.from({ length: 8 }, () => patience.pauseAfter(5, 0))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, null,
    ]);
  });

  it("never ends while there is progress", () => {
    const patience = createPatience(0);
    for (let bytes = 1; bytes < 100; bytes++) expect(patience.pauseAfter(bytes, 0)).toBe(1000);
  });

  it("counts only what goes beyond the most there ever was", () => {
    const patience = createPatience(0);
    const pauses = Array.from({ length: 20 }, (_, attempt) => patience.pauseAfter(attempt % 2 === 0 ? 10 : 5, 0));
    expect(pauses.indexOf(null)).toBe(7);
  });

  it("waits longer when it is asked to", () => {
    expect(createPatience(0).pauseAfter(0, 17_000)).toBe(17_000);
  });
});

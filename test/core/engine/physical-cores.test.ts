import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { physicalCores } from "../../../src/core/engine/physical-cores.ts";

it("finds at least one core to compute with, and no more than the process may use", () => {
  expect(physicalCores()).toBeGreaterThanOrEqual(1);
  expect(physicalCores()).toBeLessThanOrEqual(availableParallelism());
  expect(Number.isInteger(physicalCores())).toBe(true);
});

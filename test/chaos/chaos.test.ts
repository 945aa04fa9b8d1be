import { expect, it } from "vitest";
import { runChaos } from "./chaos.ts";

// The long form is `npm run chaos -- --kills 100`.
it("answers every question once and whole, however often it is killed and whatever fails meanwhile", async () => {
  const { findings, defects, verdicts } = await runChaos(
    { kills: 4, seed: 7, stories: false },
    { say: () => {} },
  );
  expect({ findings, defects }).toEqual({ findings: [], defects: [] });
  expect(verdicts.every(({ verdict }) => verdict.answered > 0)).toBe(true);
}, 120_000);

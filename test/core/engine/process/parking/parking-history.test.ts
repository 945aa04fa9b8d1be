import fc from "fast-check";
import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { channelId } from "../../../../../src/core/chat.ts";
import type { ParkedMemory } from "../../../../../src/core/engine/process/parking/parked-memory.ts";
import { createPaperSequence } from "./paper-sequence.ts";
import { makeParkingPlace } from "./parking-place.ts";

const channel = fc.nat({ max: 4 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("park" as const),
      channel,
      length: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("restore" as const), channel }) },
  fc.record({ kind: fc.constant("forget" as const), channel }),
  fc.record({ kind: fc.constant("cut" as const), file: fc.nat() }),
  fc.record({ kind: fc.constant("reopen" as const) }),
);

describe("parking over a long time", () => {
  it("gives a channel exactly what was last parked for it or nothing, and keeps to the cap", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.constantFrom(2000, 100_000),
        async (steps, maxBytes) => {
          using place = makeParkingPlace();
          let parking = await place.open({ maxBytes });
          const sequence = createPaperSequence();
          const parked = new Map<number, { tokens: number[]; memory: ParkedMemory }>();
          let harmed = maxBytes < 100_000; // by the cap or by damage: only then may something be missing
          for (const [index, step] of steps.entries()) {
            switch (step.kind) {
              case "park": {
                const tokens = Array.from(
                  { length: step.length },
                  (_, token) => step.channel * 1000 + index * 10 + token,
                );
                const memory = { answers: [], windowKey: null, windowExchanges: index };
                sequence.hold(...tokens);
                await parking.park(channelId("web", String(step.channel)), sequence, memory);
                parked.set(step.channel, { tokens, memory });
                break;
              }
              case "restore": {
                sequence.hold(1, 2, 3);
                const memory = await parking.restore(channelId("web", String(step.channel)), sequence);
                const expected = parked.get(step.channel);
                if (memory === null) {
                  expect(sequence.tokens).toEqual([]);
                  if (!harmed) expect(expected).toBeUndefined();
                  parked.delete(step.channel); // it stays gone
                } else {
                  expect({ tokens: sequence.tokens, memory }).toEqual(expected);
                }
                break;
              }
              case "forget":
                await parking.forget(channelId("web", String(step.channel)));
                parked.delete(step.channel);
                break;
              case "cut": {
                const name = place.files()[step.file % Math.max(1, place.files().length)];
                if (name !== undefined) truncateSync(join(place.folder, name), 10);
                harmed ||= name !== undefined;
                break;
              }
              case "reopen":
                parking = await place.open({ maxBytes });
                break;
            }
            expect(place.bytes()).toBeLessThanOrEqual(maxBytes);
            expect(place.files().length).toBeLessThanOrEqual(2 * 5);
          }
        },
      ),
      { seed: 42, numRuns: 150 },
    );
  });
});

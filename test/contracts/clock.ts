import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/core/clock.ts";

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets `ms` go by. */
  readonly pass: (ms: number) => Promise<void>;
}

/** What the core relies on, whatever turns the hands. */
export function clockContract(name: string, open: () => ClockUnderTest): void {
  describe(`${name}, a clock`, () => {
    it("goes forward, by as much as has passed", async () => {
      const { clock, pass } = open();
      const before = clock.now();
      await pass(20);
      expect(clock.now() - before).toBeGreaterThanOrEqual(19);
    });

    it("ends a sleep when its time has come, and not before", async () => {
      const { clock, pass } = open();
      const before = clock.now();
      const slept = clock.sleep(20, new AbortController().signal).then(() => clock.now() - before);
      await pass(30);
      expect(await slept).toBeGreaterThanOrEqual(19);
    });

    it("ends a sleep at once when it is aborted, with the reason that was given", async () => {
      const { clock } = open();
      const stop = new AbortController();
      const reason = new Error("enough");
      const refused = expect(clock.sleep(60_000, stop.signal)).rejects.toBe(reason);
      stop.abort(reason);
      await refused;
    });

    it("begins no sleep for somebody who has given up", async () => {
      const { clock } = open();
      const reason = new Error("too late");
      await expect(clock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

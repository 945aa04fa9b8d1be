import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/core/system-clock.ts";
import { clockContract } from "../contracts/clock.ts";
import { createManualClock } from "../fakes/manual-clock.ts";

clockContract("the machine's own", () => ({ clock: systemClock, pass: (ms) => delay(ms) }));

clockContract("the manual one", () => {
  const clock = createManualClock();
  return { clock, pass: (ms) => clock.advance(ms) };
});

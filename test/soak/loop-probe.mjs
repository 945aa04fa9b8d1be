// Loaded into the bot before its own program: keeps the file that SOAK_PROBE names up to date with how long its event loop
// made anything wait. The engine, which has the same environment, is left alone.
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const EVERY_MS = 5_000;
const RESOLUTION_MS = 10;
const file = process.env["SOAK_PROBE"];

if (file !== undefined && process.argv[1]?.endsWith("main.js") && process.send === undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  /**
   * What is measured is from one tick to the next; the wait is what exceeds the resolution.
   * @param {number} nanoseconds
   */
  const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const write = () => {
    writeFileSync(file, JSON.stringify({ p99Ms: ms(delay.percentile(99)), maxMs: ms(delay.max) }));
  };
  setTimeout(() => delay.reset(), EVERY_MS).unref(); // nobody waits for anything before the start is over
  setInterval(write, EVERY_MS).unref();
}

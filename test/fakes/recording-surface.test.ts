import { replySurfaceContract } from "../contracts/reply-surface.ts";
import { createManualClock } from "./manual-clock.ts";
import { createRecordingSurface, gone, rateLimited } from "./recording-surface.ts";

replySurfaceContract("the recording one", async () => {
  await Promise.resolve();
  const pauses: number[] = [];
  const surface = createRecordingSurface(createManualClock(), {
    async admit() {
      const ms = pauses.shift();
      if (ms !== undefined) throw rateLimited(ms);
    },
  });
  return {
    surface,
    shown: () => surface.shown(),
    controls: () => surface.controls(),
    vanish: () => surface.failAlways(gone),
    limitRate: (ms) => void pauses.push(ms, ms),
  };
});

import { replySurfaceContract } from "../contracts/reply-surface.ts";
import { createManualClock } from "./manual-clock.ts";
import { createRecordingSurface, gone, rateLimited } from "./recording-surface.ts";

replySurfaceContract("the recording one", async () => {
  await Promise.resolve();
  const surface = createRecordingSurface(createManualClock());
  return {
    surface,
    shown: () => surface.shown(),
    controls: () => surface.controls(),
    vanish: () => surface.failAlways(gone),
    limitRate: (ms) => surface.failNext(rateLimited(ms), rateLimited(ms)),
  };
});

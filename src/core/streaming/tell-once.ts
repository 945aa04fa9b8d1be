import type { CommandAnswer } from "../chat.ts";
import type { ReplySurface } from "../reply-surface.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Paces } from "./pace.ts";
import { createPersistence } from "./persistence.ts";

/** Beyond that nobody wants to know any more what came of a command. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Posts one sentence, with its button, as what a command says: by the same budget as the replies in that chat, before all
 * that is less urgent, and again after failures that may pass, with the patience of {@link createPersistence}. Throws
 * {@link SurfaceError} when it failed for good, `signal.reason` on abort.
 */
export async function tellOnce(
  surface: ReplySurface,
  { sentence, control }: CommandAnswer,
  { clock, log, paces }: { readonly clock: Clock; readonly log: Log; readonly paces: Paces },
  signal: AbortSignal,
): Promise<void> {
  const pace = paces.of(surface.chat, surface.limits.minEditIntervalMs);
  await createPersistence({ clock, log, pace, patienceMs: PATIENCE_MS }).run(async () => {
    await surface.post(sentence, signal, control ?? undefined);
  }, signal);
}

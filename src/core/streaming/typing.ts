import type { ReplySurface } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";

/** The "is typing…" of one reply. */
export interface Typing {
  /** Shows it, and again and again before it fades. Does nothing the second time, nor after {@link stop}. */
  start(): void;
  /** Resolves once no typing call is under way and none will come. Never rejects; safe twice. */
  stop(): Promise<void>;
}

/** A typing indicator that is still off. */
export function createTyping(surface: ReplySurface, clock: Clock, log: Log): Typing {
  const stopped = new AbortController();
  let running: Promise<void> | undefined;

  async function keepShowing() {
    // A reply that ends as soon as it begins needs no typing.
    await Promise.resolve();
    while (!stopped.signal.aborted) {
      await surface.showTyping(stopped.signal);
      await clock.sleep(surface.limits.typingIntervalMs, stopped.signal);
    }
  }

  return {
    start() {
      if (stopped.signal.aborted) return;
      running ??= keepShowing().catch((error: unknown) => {
        if (!stopped.signal.aborted) log.debug("typing could not be shown", { error });
      });
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** Decides how long to go on trying. */
export interface Patience {
  /** Milliseconds to wait before the next attempt when the last one left `bytes`; null when it is time to give up. */
  pauseAfter(bytes: number, retryAfterMs: number): number | null;
}

/** Someone without a network should know soon; a download that was under way deserves more. */
const ATTEMPTS_BEFORE_FIRST_BYTE = 3;
const ATTEMPTS_WITHOUT_PROGRESS = 8;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Pauses double from one second to thirty, and begin anew after every attempt that brought something. Only bytes beyond
 * the most there ever were count, so starting over again and again ends too.
 */
export function createPatience(startBytes: number): Patience {
  let most = startBytes;
  let last = startBytes;
  let attempts = 0;
  let limit = ATTEMPTS_BEFORE_FIRST_BYTE;
  return {
    pauseAfter(bytes, retryAfterMs) {
      if (bytes !== last) limit = ATTEMPTS_WITHOUT_PROGRESS;
      if (bytes > most) attempts = 0;
      most = Math.max(most, bytes);
      last = bytes;
      attempts++;
      if (attempts >= limit) return null;
      return Math.max(retryAfterMs, Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS));
    },
  };
}

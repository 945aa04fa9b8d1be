/**
 * Runs `call` with a signal of its own that aborts with any of `signals`. For libraries that leave their listeners on
 * the signal they are given: nothing stays behind on a signal that outlives the call.
 */
export async function withOwnSignal<T>(
  signals: readonly (AbortSignal | null | undefined)[],
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const watched = signals.filter((signal) => signal !== null && signal !== undefined);
  const abort = () => own.abort(watched.find((signal) => signal.aborted)?.reason);
  for (const signal of watched) signal.addEventListener("abort", abort, { once: true });
  if (watched.some((signal) => signal.aborted)) abort();
  try {
    return await call(own.signal);
  } finally {
    for (const signal of watched) signal.removeEventListener("abort", abort);
  }
}

import type { Api } from "grammy";

/** What grammY calls an abort signal: the type of a polyfill from before Node had its own. */
export type GrammySignal = NonNullable<Parameters<Api["getMe"]>[0]>;

/**
 * A signal for one grammY call that aborts as soon as any of `signals` does. It holds listeners only while the call
 * is under way, so that a signal as long-lived as the process may take part.
 */
export function grammySignal(...signals: readonly AbortSignal[]): GrammySignal {
  return {
    get aborted() {
      return signals.some((signal) => signal.aborted);
    },
    onabort: null,
    addEventListener(type: string, listener: () => void) {
      for (const signal of signals) signal.addEventListener(type, listener);
    },
    removeEventListener(type: string, listener: () => void) {
      for (const signal of signals) signal.removeEventListener(type, listener);
    },
    // Where the polyfill's type and the native one part; grammY listens and never dispatches.
    dispatchEvent: () => true,
  };
}

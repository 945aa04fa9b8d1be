import type { PostedPart, ReplySurface, SurfaceLimits } from "../../src/core/chat.ts";
import type { Clock } from "../../src/core/clock.ts";
import { SurfaceError } from "../../src/core/errors.ts";

/** One call to a surface, as it came in. */
export interface SurfaceCall {
  readonly kind: "post" | "replace" | "typing";
  /** Which message it makes or changes, from 0; -1 for typing. */
  readonly part: number;
  readonly text: string;
  readonly startedAt: number;
  /** Undefined while it is under way. */
  readonly endedAt: number | undefined;
  readonly failed: boolean;
}

/** A surface that remembers what it was told and can be made to wait and to fail. */
export interface RecordingSurface extends ReplySurface {
  /** Every call, failed ones too, in order. */
  readonly calls: readonly SurfaceCall[];
  /** Calls that change what is shown. */
  changes(): readonly SurfaceCall[];
  /** The messages as people see them now. */
  shown(): readonly string[];
  /** Makes the next calls that change something fail, one with each of `errors`; null lets one through. */
  failNext(...errors: readonly (Error | null)[]): void;
  /** From now on every such call fails with `error`; undefined ends that. */
  failAlways(error: Error | undefined): void;
  /** Holds all calls until the function it returns is called; a typing call also ends when it is aborted. */
  hold(): () => void;
}

/** The limits of a chat platform that allows little, so that tests stay short. */
export const SMALL_LIMITS: SurfaceLimits = {
  maxPartLength: 100,
  maxPartLines: 10,
  minEditIntervalMs: 1_000,
  typingIntervalMs: 4_000,
};

export function rateLimited(retryAfterMs: number): SurfaceError {
  return new SurfaceError("rate-limited", "too many requests", { retryAfterMs });
}

export const unavailable = new SurfaceError("unavailable", "no answer");
export const gone = new SurfaceError("gone", "unknown message");
export const rejected = new SurfaceError("rejected", "bad request");

/**
 * Refuses what a platform refuses, text that is empty or too long, and throws at once when two calls overlap: that is a
 * mistake of the caller.
 */
export function createRecordingSurface(clock: Clock, limits: SurfaceLimits = SMALL_LIMITS): RecordingSurface {
  type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
  const calls: Mutable<SurfaceCall>[] = [];
  const messages: string[] = [];
  const failures: (Error | null)[] = [];
  let failure: Error | undefined;
  let gate: Promise<void> | undefined;

  async function record(
    kind: SurfaceCall["kind"],
    part: number,
    text: string,
    carryOut: () => Promise<void> | void,
  ): Promise<void> {
    const overlapped = calls.find((call) => call.endedAt === undefined);
    if (overlapped !== undefined) throw new Error(`${kind} overlaps a ${overlapped.kind}`);
    const call: Mutable<SurfaceCall> = {
      kind,
      part,
      text,
      startedAt: clock.now(),
      endedAt: undefined,
      failed: true,
    };
    calls.push(call);
    try {
      await carryOut();
      call.failed = false;
    } finally {
      call.endedAt = clock.now();
    }
  }

  async function change(kind: "post" | "replace", part: number, text: string, signal: AbortSignal) {
    await record(kind, part, text, async () => {
      signal.throwIfAborted();
      await gate;
      const next = failures.shift();
      const error = next === undefined ? failure : next;
      if (error) throw error;
      if (text.trim() === "") throw new SurfaceError("rejected", "the text is empty");
      if (text.length > limits.maxPartLength) throw new SurfaceError("rejected", "the text is too long");
      messages[part] = text;
    });
  }

  return {
    limits,
    calls,
    changes: () => calls.filter((call) => call.kind !== "typing"),
    shown: () => [...messages],
    failNext: (...errors) => void failures.push(...errors),
    failAlways: (error) => void (failure = error),
    hold() {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => {
        gate = undefined;
        open();
      };
    },
    async post(text, signal): Promise<PostedPart> {
      const part = messages.length;
      await change("post", part, text, signal);
      return { replace: (text, signal) => change("replace", part, text, signal) };
    },
    showTyping: (signal) =>
      record("typing", -1, "", async () => {
        if (gate === undefined) return;
        const aborted = new Promise((resolve) => {
          signal.addEventListener("abort", resolve, { once: true });
        });
        await Promise.race([gate, aborted]);
      }),
  };
}

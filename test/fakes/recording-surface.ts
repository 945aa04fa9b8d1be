import type { Control } from "../../src/core/chat.ts";
import type { PostedPart, ReplySurface, SurfaceLimits } from "../../src/core/reply-surface.ts";
import type { Clock } from "../../src/core/clock.ts";
import { SurfaceError } from "../../src/core/errors.ts";

/** One call to a surface, as it came in. */
export interface SurfaceCall {
  readonly kind: "post" | "replace" | "typing";
  /** Which message it makes or changes, from 0; -1 for typing. */
  readonly part: number;
  readonly text: string;
  /** The button it asks for; null for none. */
  readonly control: Control | null;
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
  /** The messages as people see them now. One that was adopted shows {@link EARLIER} until it is told otherwise. */
  shown(): readonly string[];
  /** The button below each of the messages now; null where there is none. */
  controls(): readonly (Control | null)[];
  /** What each of the messages is called. */
  ids(): readonly string[];
  /** Makes the next calls that change something fail, one with each of `errors`; null lets one through. */
  failNext(...errors: readonly (Error | null)[]): void;
  /** From now on every such call fails with `error`; undefined ends that. */
  failAlways(error: Error | undefined): void;
  /** Holds all calls until the function it returns is called, or until they are aborted. */
  hold(): () => void;
}

interface SurfaceOptions {
  readonly limits?: SurfaceLimits;
  readonly chat?: string;
  readonly postsOnce?: boolean;
  /** Hears of each call as it arrives; what it throws, the call fails with. */
  readonly admit?: (kind: SurfaceCall["kind"]) => Promise<void>;
}

/** The limits of a chat platform that allows little, so that tests stay short. */
export const SMALL_LIMITS: SurfaceLimits = {
  maxPartLength: 100,
  maxPartLines: 10,
  minEditIntervalMs: 1_000,
  typingIntervalMs: 4_000,
};

/** What a message that an earlier run posted shows. */
export const EARLIER = "(as an earlier run left it)";

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
export function createRecordingSurface(clock: Clock, options: SurfaceOptions = {}): RecordingSurface {
  type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
  type Change = Pick<SurfaceCall, "text" | "control"> & { readonly id: string; readonly signal: AbortSignal };
  const { limits = SMALL_LIMITS, chat = "test:chat", postsOnce = false, admit } = options;
  const calls: Mutable<SurfaceCall>[] = [];
  /** By their ids, oldest first. */
  const messages = new Map<string, Pick<SurfaceCall, "text" | "control">>();
  const failures: (Error | null)[] = [];
  let failure: Error | undefined;
  let gate: Promise<void> | undefined;
  let postings = 0;

  async function record(
    what: Pick<SurfaceCall, "kind" | "part" | "text" | "control">,
    carryOut: () => Promise<void>,
  ): Promise<void> {
    const overlapped = calls.find((call) => call.endedAt === undefined);
    if (overlapped !== undefined) throw new Error(`${what.kind} overlaps a ${overlapped.kind}`);
    const call: Mutable<SurfaceCall> = {
      ...what,
      startedAt: clock.now(),
      endedAt: undefined,
      failed: true,
    };
    calls.push(call);
    try {
      await admit?.(what.kind);
      await carryOut();
      call.failed = false;
    } finally {
      call.endedAt = clock.now();
    }
  }

  async function change(kind: "post" | "replace", { id, text, control, signal }: Change) {
    const part = kind === "post" ? messages.size : [...messages.keys()].indexOf(id);
    await record({ kind, part, text, control }, async () => {
      signal.throwIfAborted();
      await Promise.race([gate, untilAborted(signal)]);
      signal.throwIfAborted();
      const next = failures.shift();
      const error = next === undefined ? failure : next;
      if (error) throw error;
      if (text.trim() === "") throw new SurfaceError("rejected", "the text is empty");
      if (text.length > limits.maxPartLength) throw new SurfaceError("rejected", "the text is too long");
      messages.set(id, { text, control });
    });
  }

  /** Resolves at once while nothing is held. */
  async function untilAborted(signal: AbortSignal): Promise<void> {
    if (gate === undefined) return;
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve, { once: true });
    });
  }

  function partOf(id: string): PostedPart {
    return {
      id,
      replace: (text, signal, control) => change("replace", { id, text, control: control ?? null, signal }),
    };
  }

  return {
    limits,
    chat,
    postsOnce,
    calls,
    changes: () => calls.filter((call) => call.kind !== "typing"),
    shown: () => [...messages.values()].map(({ text }) => text),
    controls: () => [...messages.values()].map(({ control }) => control),
    ids: () => [...messages.keys()],
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
    async post(text, signal, control) {
      const id = `message ${++postings}`;
      await change("post", { id, text, control: control ?? null, signal });
      return partOf(id);
    },
    adopt(id) {
      if (!messages.has(id)) messages.set(id, { text: EARLIER, control: "stop" });
      return partOf(id);
    },
    showTyping: (signal) =>
      record({ kind: "typing", part: -1, text: "", control: null }, () =>
        Promise.race([gate, untilAborted(signal)]),
      ),
  };
}

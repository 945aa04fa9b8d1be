import type { Ending, Working } from "../../../src/core/chat.ts";
import type { SurfaceLimits } from "../../../src/core/reply-surface.ts";
import { createPaces, type Paces } from "../../../src/core/streaming/pace.ts";
import { createReplyStream } from "../../../src/core/streaming/reply-stream.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock, settle, type ManualClock } from "../../fakes/manual-clock.ts";
import { createRecordingSurface, SMALL_LIMITS } from "../../fakes/recording-surface.ts";
import { FIGURES } from "../../fakes/scripted-conversation.ts";

export const NIGHT = "It was a dark and stormy night.";
export const MINUTE = 60_000;

export function answered(text: string): Exclude<Ending, { kind: "failed" }> {
  return { kind: "answered", text, notes: [], figures: FIGURES };
}

export function stopped(text: string, notes: readonly string[] = []): Ending {
  return { kind: "stopped", text, notes, figures: FIGURES };
}

export function sentences(count: number, word = "sentence"): string {
  return Array.from({ length: count }, (_, index) => `This is ${word} ${index}.`).join(" ");
}

/** Work on the way, with the sentence that tells of it. */
export function reading(done: number): Working {
  return { kind: "reading", done, total: 100, sentence: `Read ${done}.` };
}

interface OpenReplyOptions {
  readonly limits?: Partial<SurfaceLimits>;
  readonly chat?: string;
  readonly postsOnce?: boolean;
  /** The messages to go on in. */
  readonly parts?: readonly string[];
  readonly signal?: AbortSignal;
  /** Together: what other replies use as well. */
  readonly clock?: ManualClock;
  readonly paces?: Paces;
}

/** A reply on a surface that remembers, with time that stands still. */
export function openReply({
  limits = {},
  chat = "test:chat",
  postsOnce = false,
  ...options
}: OpenReplyOptions = {}) {
  const { clock = createManualClock() } = options;
  const { paces = createPaces(clock), parts = [] } = options;
  const log = createCapturedLog();
  const surface = createRecordingSurface(clock, { chat, postsOnce, limits: { ...SMALL_LIMITS, ...limits } });
  const reply = createReplyStream(surface, {
    clock,
    log,
    paces,
    parts,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });

  /** Ends the reply; gives a way to see what came of it so far. */
  function end(ending: Ending) {
    const state: { outcome: unknown } = { outcome: "under way" };
    void reply.finish(ending).then(
      () => (state.outcome = "shown"),
      (error: unknown) => (state.outcome = error),
    );
    return () => state.outcome;
  }

  /** Ends the reply and lets up to `ms` go by for it; gives what came of it. */
  async function finish(ending: Ending, ms = 30 * MINUTE) {
    const outcome = end(ending);
    const latest = clock.now() + ms;
    await settle();
    while (outcome() === "under way" && clock.now() < latest) await clock.advance(100);
    return outcome();
  }

  return {
    clock,
    paces,
    log,
    surface,
    reply,
    end,
    finish,
    times: () => surface.changes().map((call) => call.startedAt),
    texts: () => surface.changes().map((call) => call.text),
    /** What the calls that change something made of which message, with its button. */
    looks: () => surface.changes().map(({ part, text, control }) => [part, text, control]),
  };
}

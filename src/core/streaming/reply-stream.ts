import type { Reply } from "../chat.ts";
import type { ReplySurface } from "../reply-surface.ts";
import type { Clock } from "../clock.ts";
import { SurfaceError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Slot } from "./chat-budget.ts";
import { createDraft, type Step } from "./draft.ts";
import type { Paces } from "./pace.ts";
import { createPersistence, failureOf } from "./persistence.ts";
import { createPostedParts } from "./posted-parts.ts";
import { showEnding } from "./show-ending.ts";
import { createTyping } from "./typing.ts";

/** From the beginning of the work to the first that is said of it: who is answered sooner needs no progress. */
const PROGRESS_MS = 1_500;
/** From the first piece of the answer to its first words, however few. */
const FIRST_WORDS_MS = 1_500;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;
/** Whoever asked before the platform went away is answered when it is back, also in the morning after. */
const PATIENCE_MS = 24 * 60 * 60_000;

interface ReplyStreamOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The same for all replies. */
  readonly paces: Paces;
  /** The messages to go on in, posted earlier, first to last. */
  readonly parts?: readonly string[];
  /** Ends all waits and calls: the process has to stop. `finish` then fails. */
  readonly signal?: AbortSignal;
}

/**
 * A {@link Reply} that streams onto `surface`, one call at a time and at the pace of its chat. It types until the first
 * words. When they take longer than 1.5 s, the newest sentence about the work is shown meanwhile, in the message that
 * then becomes the answer.
 *
 * While the answer is being written only the newest text is shown, in the last part, with a button to stop it; a part that
 * the text has outgrown gets its final form and is left alone. Calls that fail then are only logged.
 * {@link Reply.finish} brings every part to its final form: it takes as long as the platform wants, retries what may pass
 * and throws what will not. A sentence about the work never outlives it: where the end leaves nothing to say, ⏹ takes
 * its place.
 *
 * When the text becomes another one (the engine started over), the last part follows as soon as the new text reaches
 * that far, earlier ones at the end. Messages beyond the end of a shorter final text cannot be taken back: they show ⬆️.
 */
export function createReplyStream(surface: ReplySurface, options: ReplyStreamOptions): Reply {
  const { clock, log, paces, signal: stopping } = options;
  const { limits } = surface;
  const pace = paces.of(surface.chat, limits.minEditIntervalMs);
  const parts = createPostedParts(surface, options.parts ?? []);
  const draft = createDraft(parts, limits);
  const typing = createTyping(surface, { clock, log, pace });
  const lost = new AbortController();
  /** Nothing more is shown on the way to the end. */
  const ended = new AbortController();
  /** Nothing more is shown at all; the reason is what the reply fails with. */
  const over = new AbortController();

  let notifyChange = () => {};
  let streaming: Promise<void> | undefined;
  let failuresInARow = 0;

  function closed() {
    return ended.signal.aborted;
  }

  function close() {
    ended.abort();
    notifyChange();
  }

  function lose(error: SurfaceError) {
    if (over.signal.aborted) return;
    log.info("a reply cannot be seen any more", { error });
    lost.abort(error);
    over.abort(error);
    close();
  }

  function abandon() {
    const cause: unknown = stopping?.reason;
    over.abort(new SurfaceError("unavailable", "The program stops before the reply is shown.", { cause }));
    close();
  }

  /** From the first that is shown to the end, so that a reply that is never used leaves nothing behind. */
  function heedStopping() {
    stopping?.addEventListener("abort", abandon);
    if (stopping?.aborted === true) abandon();
  }

  /** Lets `then` happen after `ms`, unless the reply ends before. Never rejects. */
  async function later(ms: number, then: () => void) {
    try {
      await clock.sleep(ms, ended.signal);
    } catch {
      return; // the reply has ended
    }
    then();
    notifyChange();
  }

  function begin() {
    if (streaming !== undefined) return;
    heedStopping();
    if (!draft.mayShowWords) typing.start();
    if (!draft.hasWords) void later(PROGRESS_MS, () => draft.allowSentences(true));
    streaming = stream().catch((error: unknown) => {
      if (!closed()) log.error("a reply stopped streaming", { error });
    });
  }

  async function stream() {
    while (!closed()) {
      if (draft.next() === undefined) {
        await new Promise<void>((resolve) => {
          notifyChange = resolve;
        });
        continue;
      }
      const slot = await turn();
      if (slot === undefined) continue;
      await typing.stop(); // the surface takes one call at a time
      const step = closed() ? undefined : draft.next();
      if (step === undefined) slot.giveBack();
      const error = step && (await take(step, slot));
      // A platform that wants to be left alone is not shown typing either, until a call has gone well.
      const hasSaidNothing = step === undefined ? !draft.hasWords : step.purpose === "progress";
      if (hasSaidNothing && error?.code !== "rate-limited" && !closed()) typing.start();
    }
  }

  /** Undefined when there is something else to wait for now: the end, or first words instead of progress. */
  async function turn(): Promise<Slot | undefined> {
    const { purpose } = draft;
    const waiting = new AbortController();
    notifyChange = () => {
      if (closed() || draft.purpose !== purpose) waiting.abort();
    };
    try {
      return await pace.turn(purpose, waiting.signal);
    } catch {
      return undefined;
    }
  }

  /** Gives what it failed with, rested. */
  async function take(step: Step, slot: Slot): Promise<SurfaceError | undefined> {
    const { index, look, purpose } = step;
    const posts = index === parts.count;
    const error = await failureOf(() => parts.put(index, look, over.signal));
    slot.ended(error);
    if (error === undefined) {
      failuresInARow = 0;
      draft.taken(step);
      if (posts) typing.faded();
      return undefined;
    }
    // It may have been posted after all, and would then be left standing beside the next one.
    if (purpose === "progress" && posts && error.code !== "rate-limited") draft.allowSentences(false);
    await restAfter(error, step);
    return error;
  }

  async function restAfter(error: SurfaceError, step: Step) {
    switch (error.code) {
      case "gone":
        lose(error);
        return;
      case "rate-limited":
        log.debug("a reply is to pause", { retryAfterMs: error.retryAfterMs });
        return;
      case "rejected":
        log.warn("the platform refused what a reply was to show", { error });
        draft.refused(step);
        break;
      case "unavailable":
        log.debug("a reply could not be shown for now", { error });
        break;
    }
    const restMs = Math.min(FIRST_REST_MS * 2 ** failuresInARow, LONGEST_REST_MS);
    failuresInARow++;
    await clock.sleep(restMs, ended.signal);
  }

  return {
    lost: lost.signal,
    track: (tracker) => parts.track(tracker),
    working(progress) {
      if (draft.hasWords || closed()) return;
      if (progress.kind !== "started") draft.tell(progress.sentence);
      begin();
      notifyChange();
    },
    show(text) {
      if (closed()) return;
      const isFirst = !draft.hasWords;
      draft.write(text);
      if (!draft.hasWords) return;
      if (isFirst && !draft.mayShowWords) void later(FIRST_WORDS_MS, () => draft.allowWords());
      begin();
      notifyChange();
    },
    async finish(ending) {
      heedStopping();
      close();
      try {
        await Promise.all([streaming, typing.stop()]);
        over.signal.throwIfAborted();
        const persistence = createPersistence({ clock, log, pace, patienceMs: PATIENCE_MS });
        await showEnding(ending, parts, { limits, log, persistence, signal: over.signal });
      } catch (error) {
        if (error instanceof SurfaceError && error.code === "gone") lose(error);
        throw error;
      } finally {
        stopping?.removeEventListener("abort", abandon);
      }
    },
  };
}

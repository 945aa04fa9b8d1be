import type { Reply, ReplySurface } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { SurfaceError } from "../errors.ts";
import type { Log } from "../log.ts";
import { withoutHalfMarker } from "./code-fence.ts";
import { endingText } from "./ending-text.ts";
import { hasFirstWords } from "./first-words.ts";
import { createPace } from "./pace.ts";
import { createPersistence, failureOf } from "./persistence.ts";
import { createPostedParts } from "./posted-parts.ts";
import { splitText } from "./split-text.ts";
import { createTyping } from "./typing.ts";

/** From the beginning of the work to the first that is said of it: who is answered sooner needs no progress. */
const PROGRESS_MS = 1_500;
/** From the first piece of the answer to its first words, however few. */
const FIRST_WORDS_MS = 1_500;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;
/** Stands in a message that no text is left for: the answer is above. */
const SEE_ABOVE = "⬆️";
/** Takes the place of what was said of the work when its end leaves nothing to say, as when the question was deleted. */
const NOTHING_TO_SAY = "⏹";

/** A call that brings people nearer to what they are to see. */
interface Step {
  readonly kind: "progress" | "words";
  readonly index: number;
  readonly text: string;
}

/**
 * A {@link Reply} that streams onto `surface`, one call at a time and never faster than its limits. It types until the
 * first words. When they take longer than 1.5 s, the newest sentence about the work is shown meanwhile, in the message that
 * then becomes the answer.
 *
 * While the answer is being written only the newest text is shown, in the last part; a part that the text has outgrown
 * gets its final form and is left alone. Calls that fail then are only logged. {@link Reply.finish} brings every part to
 * its final form: it takes as long as the platform wants, retries what may pass and throws what will not. A sentence about
 * the work never outlives it: where the end leaves nothing to say, ⏹ takes its place.
 *
 * When the text becomes another one (the engine started over), the last part follows as soon as the new text reaches
 * that far, earlier ones at the end. Messages beyond the end of a shorter final text cannot be taken back: they show ⬆️.
 */
export function createReplyStream(surface: ReplySurface, { clock, log }: { clock: Clock; log: Log }): Reply {
  const { limits } = surface;
  const pace = createPace(clock, limits.minEditIntervalMs);
  const parts = createPostedParts(surface);
  const typing = createTyping(surface, clock, log);
  const lost = new AbortController();
  const ended = new AbortController();

  /** What is said of the work before there are words. */
  let sentence = "";
  let maySaySentence = false;
  /** All of the answer so far, and whether it has ever been anything. */
  let latest = "";
  let hasWords = false;
  /** It is time for the first words, however few. */
  let mayBegin = false;
  let notifyChange = () => {};
  let streaming: Promise<void> | undefined;
  /** The platform refused this text, and would again. */
  let refused: string | undefined;
  let failuresInARow = 0;

  function partsOf(text: string): readonly string[] {
    const parts = splitText(text, { maxLength: limits.maxPartLength, maxLines: limits.maxPartLines });
    return parts.map(({ shown }) => shown);
  }

  /** What to call for next; undefined when there is nothing for now. */
  function nextStep(): Step | undefined {
    if (!hasWords) return nextProgress();
    // A message with a sentence in it has announced itself already.
    if (!mayBegin && parts.count === 0) return undefined;
    const wanted = partsOf(withoutHalfMarker(latest));
    const index = Math.max(parts.count - 1, 0);
    const text = wanted[index];
    if (text === undefined || text === refused) return undefined;
    if (!parts.shows(index, text)) return { kind: "words", index, text };
    const further = wanted[index + 1];
    // A further part announces itself like the first one, so it waits for words too.
    if (further === undefined || further === refused || !hasFirstWords(further)) return undefined;
    return { kind: "words", index: index + 1, text: further };
  }

  function nextProgress(): Step | undefined {
    if (!maySaySentence || sentence === "" || sentence === refused || parts.shows(0, sentence))
      return undefined;
    return { kind: "progress", index: 0, text: sentence };
  }

  function closed() {
    return ended.signal.aborted || lost.signal.aborted;
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
    if (!mayBegin) typing.start();
    if (!hasWords) void later(PROGRESS_MS, () => (maySaySentence = true));
    streaming = stream().catch((error: unknown) => {
      if (!ended.signal.aborted) log.error("a reply stopped streaming", { error });
    });
  }

  async function stream() {
    while (!closed()) {
      if (nextStep() === undefined) {
        await new Promise<void>((resolve) => {
          notifyChange = resolve;
        });
        continue;
      }
      await pace.turn(ended.signal);
      await typing.stop(); // the surface takes one call at a time
      ended.signal.throwIfAborted();
      const step = nextStep();
      const error = step && (await take(step));
      // A platform that wants to be left alone is not shown typing either, until a call has gone well.
      if (step?.kind !== "words" && error?.code !== "rate-limited" && !closed()) typing.start();
    }
  }

  /** Gives what it failed with, rested. */
  async function take({ kind, index, text }: Step): Promise<SurfaceError | undefined> {
    const posts = index === parts.count;
    const error = await failureOf(() => parts.put(index, text, lost.signal));
    pace.callEnded();
    if (error === undefined) {
      failuresInARow = 0;
      if (posts) typing.faded();
      return undefined;
    }
    // It may have been posted after all, and would then be left standing beside the next one.
    if (kind === "progress" && posts && error.code !== "rate-limited") maySaySentence = false;
    await restAfter(error, text);
    return error;
  }

  async function restAfter(error: SurfaceError, text: string) {
    switch (error.code) {
      case "gone":
        log.info("a reply cannot be seen any more", { error });
        lost.abort(error);
        return;
      case "rate-limited":
        log.debug("a reply is to pause", { retryAfterMs: error.retryAfterMs });
        pace.pauseFor(error.retryAfterMs);
        return;
      case "rejected":
        log.warn("the platform refused what a reply was to show", { error });
        refused = text;
        break;
      case "unavailable":
        log.debug("a reply could not be shown for now", { error });
        break;
    }
    const restMs = Math.min(FIRST_REST_MS * 2 ** failuresInARow, LONGEST_REST_MS);
    failuresInARow++;
    await clock.sleep(restMs, ended.signal);
  }

  /** Every part gets its final form, in order; one that keeps an older form because it is refused does not stop the rest. */
  async function showAll(text: string) {
    const persistence = createPersistence({ clock, log, pace });
    const wanted = text.trim() === "" && parts.count > 0 ? [NOTHING_TO_SAY] : partsOf(text);
    let refusal: SurfaceError | undefined;
    for (let index = 0; index < Math.max(wanted.length, parts.count); index++) {
      const part = wanted[index] ?? SEE_ABOVE;
      if (parts.shows(index, part)) continue;
      const error = await failureOf(() =>
        persistence.run(() => parts.put(index, part, lost.signal), lost.signal),
      );
      if (error === undefined) continue;
      log.warn("a part of a reply could not be shown", { error, part: index + 1, parts: wanted.length });
      if (error.code === "gone") lost.abort(error);
      if (error.code !== "rejected" || index >= parts.count) throw error;
      refusal = error;
    }
    if (refusal !== undefined) throw refusal;
  }

  return {
    lost: lost.signal,
    working(progress) {
      if (hasWords || ended.signal.aborted) return;
      if (progress.kind !== "started") sentence = progress.sentence;
      begin();
      notifyChange();
    },
    show(text) {
      latest = text;
      if (text.trim() === "" || ended.signal.aborted) return;
      if (hasFirstWords(text)) mayBegin = true;
      else if (!hasWords) void later(FIRST_WORDS_MS, () => (mayBegin = true));
      hasWords = true;
      begin();
      notifyChange();
    },
    async finish(ending) {
      ended.abort();
      notifyChange();
      await Promise.all([streaming, typing.stop()]);
      lost.signal.throwIfAborted();
      await showAll(endingText(ending));
    },
  };
}

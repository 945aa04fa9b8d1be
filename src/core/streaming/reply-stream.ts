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

const FIRST_WORDS_MS = 1_500;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;
/** Stands in a message that no text is left for: the answer is above. */
const SEE_ABOVE = "⬆️";

/**
 * A {@link Reply} that streams onto `surface`, one call at a time and never faster than its limits. While the answer is
 * being written only the newest text is shown, in the last part; a part that the text has outgrown gets its final form
 * and is left alone. Calls that fail then are only logged. {@link Reply.finish} brings every part to its final form: it
 * takes as long as the platform wants, retries what may pass and throws what will not.
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
  const enoughToBegin = new AbortController();

  let latest = "";
  let notifyChange = () => {};
  let streaming: Promise<void> | undefined;
  /** The platform refused this text, and would again. */
  let refused: string | undefined;
  let failuresInARow = 0;

  function partsOf(text: string): readonly string[] {
    const parts = splitText(text, { maxLength: limits.maxPartLength, maxLines: limits.maxPartLines });
    return parts.map(({ shown }) => shown);
  }

  /** The call that brings people nearer to the newest text; undefined when there is none for now. */
  function nextStep(): { readonly index: number; readonly text: string } | undefined {
    const wanted = partsOf(withoutHalfMarker(latest));
    const index = Math.max(parts.count - 1, 0);
    const text = wanted[index];
    if (text === undefined || text === refused) return undefined;
    if (!parts.shows(index, text)) return { index, text };
    const further = wanted[index + 1];
    // A further part announces itself like the first one, so it waits for words too.
    if (further === undefined || further === refused || !hasFirstWords(further)) return undefined;
    return { index: index + 1, text: further };
  }

  async function stream() {
    await clock.sleep(FIRST_WORDS_MS, enoughToBegin.signal).catch(() => {
      // Enough words came sooner, or the reply has ended.
    });
    await typing.stop();
    while (!ended.signal.aborted && !lost.signal.aborted) {
      if (nextStep() === undefined) {
        await new Promise<void>((resolve) => {
          notifyChange = resolve;
        });
        continue;
      }
      await pace.turn(ended.signal);
      const step = nextStep();
      if (step === undefined) continue;
      const error = await failureOf(() => parts.put(step.index, step.text, lost.signal));
      pace.callEnded();
      if (error === undefined) failuresInARow = 0;
      else await restAfter(error, step.text);
    }
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
    const wanted = partsOf(text);
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
    // What the bot is doing could be told here in words; for now people see it typing.
    working: () => typing.start(),
    show(text) {
      latest = text;
      if (text.trim() === "" || ended.signal.aborted) return;
      if (hasFirstWords(text)) enoughToBegin.abort();
      else typing.start();
      streaming ??= stream().catch((error: unknown) => {
        if (!ended.signal.aborted) log.error("a reply stopped streaming", { error });
      });
      notifyChange();
    },
    async finish(ending) {
      ended.abort();
      enoughToBegin.abort();
      notifyChange();
      await Promise.all([streaming, typing.stop()]);
      lost.signal.throwIfAborted();
      await showAll(endingText(ending));
    },
  };
}

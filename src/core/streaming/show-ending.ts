import type { Ending } from "../chat.ts";
import type { SurfaceLimits } from "../reply-surface.ts";
import type { SurfaceError } from "../errors.ts";
import type { Log } from "../log.ts";
import { endingControl } from "./ending-control.ts";
import { endingText } from "./ending-text.ts";
import { failureOf, type Persistence } from "./persistence.ts";
import type { Look, PostedParts } from "./posted-parts.ts";
import { createShownParts } from "./shown-parts.ts";

/** Stands in a message that no text is left for: the answer is above. */
const SEE_ABOVE: Look = { text: "⬆️", control: null };
/** Takes the place of what was said of the work when its end leaves nothing to say, as when the question was deleted. */
const NOTHING_TO_SAY: Look = { text: "⏹", control: null };

interface EndingOptions {
  readonly limits: SurfaceLimits;
  readonly log: Log;
  readonly persistence: Persistence;
  /** Ends the calls. */
  readonly signal: AbortSignal;
}

/**
 * Brings every part to its final form, in order; one that keeps an older form because it is refused does not stop the rest.
 * Says so below where a message may stand there twice: where one of these calls leaves a doubt, or where `ending` has that
 * note from an earlier run and no post clears it up. Throws the {@link SurfaceError} of a part that could not be shown,
 * `signal.reason` on abort.
 */
export async function showEnding(ending: Ending, parts: PostedParts, options: EndingOptions): Promise<void> {
  const sure = withoutDoubt(ending);
  const willKnow = parts.postsTell && looksOf(sure, options.limits).length > parts.count;
  const saysSo = parts.mayBeDoubled || (sure !== ending && !willKnow);
  await showOnce(saysSo ? withDoubt(ending) : sure, parts, options);
  if (parts.mayBeDoubled && !saysSo) await showOnce(withDoubt(ending), parts, options);
}

async function showOnce(
  ending: Ending,
  parts: PostedParts,
  { limits, log, persistence, signal }: EndingOptions,
): Promise<void> {
  const looks = looksOf(ending, limits);
  const wanted = looks.length === 0 && parts.count > 0 ? [NOTHING_TO_SAY] : looks;
  let refusal: SurfaceError | undefined;
  for (let index = 0; index < Math.max(wanted.length, parts.count); index++) {
    const look = wanted[index] ?? SEE_ABOVE;
    if (parts.shows(index, look)) continue;
    const error = await failureOf(() => persistence.run(() => parts.put(index, look, signal), signal));
    if (error === undefined) continue;
    signal.throwIfAborted();
    log.warn("a part of a reply could not be shown", { error, part: index + 1, parts: wanted.length });
    if (error.code !== "rejected" || index >= parts.count) throw error;
    refusal = error;
  }
  if (refusal !== undefined) throw refusal;
}

/** The ending without the note that a message may stand there twice; the same one where it has none. */
function withoutDoubt(ending: Ending): Ending {
  if (ending.kind === "failed" || ending.whenDoubled === undefined) return ending;
  const { notes, whenDoubled } = ending;
  return notes.includes(whenDoubled)
    ? { ...ending, notes: notes.filter((note) => note !== whenDoubled) }
    : ending;
}

/** The ending with that note below all others. */
function withDoubt(ending: Ending): Ending {
  if (ending.kind === "failed" || ending.whenDoubled === undefined) return ending;
  const { notes, whenDoubled } = ending;
  return notes.includes(whenDoubled) ? ending : { ...ending, notes: [...notes, whenDoubled] };
}

function looksOf(ending: Ending, limits: SurfaceLimits): readonly Look[] {
  const texts = createShownParts(limits)(endingText(ending), "whole");
  const control = endingControl(ending);
  return texts.map((text, index) => ({ text, control: index === texts.length - 1 ? control : null }));
}

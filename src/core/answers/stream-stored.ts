import type { Reply } from "../chat.ts";
import type { Clock } from "../clock.ts";

/** UTF-16 units that are shown at once: about as much as people take in at a glance. */
const AT_ONCE = 280;
const STEP_MS = 20;
/** However long it is, and however late the machine wakes. */
const LONGEST_MS = 300;
/** Of a longer answer each step shows at least about so many units. */
const LEAST_STEP = 40;

const words = new Intl.Segmenter(undefined, { granularity: "word" });
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * `text` in pieces, first to last, that are it when put together: one where it is short, else at most 16 of about the same
 * length, cut between words, and inside of a word that is longer, never inside of what people see as one character. Each
 * piece is cut when it is asked for.
 */
export function* piecesOf(text: string): Generator<string> {
  const count = text.length <= AT_ONCE ? 1 : Math.min(LONGEST_MS / STEP_MS + 1, text.length / LEAST_STEP);
  const size = text.length / Math.floor(count);
  let start = 0;
  for (let aim = size; Math.round(aim) < text.length; aim += size) {
    const cut = cutBefore(text, Math.round(aim), start);
    if (cut <= start) continue;
    yield text.slice(start, cut);
    start = cut;
  }
  if (start < text.length) yield text.slice(start);
}

/**
 * Shows an answer that is at hand on `reply` as one that is written, only faster: its first piece before this returns, all
 * of it within 300 ms. Resolves with what is shown: all of it, or as much as there was when `signal` aborted.
 */
export async function streamStored(
  text: string,
  { reply, clock, signal }: { reply: Pick<Reply, "show">; clock: Clock; signal: AbortSignal },
): Promise<string> {
  const startedAt = clock.now();
  let shown = "";
  for (const piece of piecesOf(text)) {
    if (shown !== "" && !(await rested(clock, signal))) return shown;
    if (signal.aborted) return shown;
    const isLate = clock.now() - startedAt >= LONGEST_MS;
    shown = isLate ? text : shown + piece;
    reply.show(shown);
    if (isLate) return shown;
  }
  return shown;
}

/** False when `signal` aborted meanwhile. */
async function rested(clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(STEP_MS, signal);
    return true;
  } catch {
    return false; // a sleep fails for no other reason
  }
}

/** Where a word begins, at `aim` or before it; where a character does, if that word began before `start`. */
function cutBefore(text: string, aim: number, start: number): number {
  const word = words.segment(text).containing(aim)?.index ?? 0;
  const cut = characterStart(text, word);
  return cut > start ? cut : characterStart(text, aim);
}

function characterStart(text: string, index: number): number {
  return graphemes.segment(text).containing(index)?.index ?? 0;
}

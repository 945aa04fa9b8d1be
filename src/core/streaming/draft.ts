import type { SurfaceLimits } from "../reply-surface.ts";
import type { Purpose } from "./chat-budget.ts";
import { withoutHalfMarker } from "./code-fence.ts";
import { hasFirstWords } from "./first-words.ts";
import type { Look, PostedParts } from "./posted-parts.ts";
import { createShownParts } from "./shown-parts.ts";

/** A call that brings people nearer to what they are to see. */
export interface Step {
  readonly purpose: Extract<Purpose, "opening" | "words" | "progress">;
  /** The part that it posts or changes. */
  readonly index: number;
  readonly look: Look;
}

/** What a reply wants to show while it is being written, and what to call for next. */
export interface Draft {
  readonly hasWords: boolean;
  /** There are words, and they may appear. */
  readonly mayShowWords: boolean;
  /** What the next call is for, if one is needed. */
  readonly purpose: Step["purpose"];
  /** What is said of the work as long as there are no words; the newest sentence wins. */
  tell(sentence: string): void;
  /** Whether such a sentence may be shown; at first it may not. */
  allowSentences(allowed: boolean): void;
  /** All of the answer so far. */
  write(text: string): void;
  /** Lets the first words appear, however few they are. */
  allowWords(): void;
  /** What to call for; undefined when there is nothing for now. */
  next(): Step | undefined;
  /** The step was taken. */
  taken(step: Step): void;
  /** The platform refused the step's text, and would again. */
  refused(step: Step): void;
}

/**
 * A draft that is shown in `parts`. Only the part that is being written changes, and has the stop button; one that the text
 * has outgrown gets its final form, loses the button in the same call, and is left alone. Parts that were there before
 * are written in first.
 */
export function createDraft(parts: PostedParts, limits: SurfaceLimits): Draft {
  const shownParts = createShownParts(limits);
  /** The part that is being written, or the next one while there is none. */
  let current = 0;
  let sentence = "";
  let maySaySentence = false;
  let latest = "";
  let hasWords = false;
  let mayBegin = false;
  let showsWords = false;
  let refusedText: string | undefined;

  function purpose(): Step["purpose"] {
    if (!hasWords) return "progress";
    return showsWords ? "words" : "opening";
  }

  function step(index: number, look: Look): Step | undefined {
    if (look.text === refusedText || parts.shows(index, look)) return undefined;
    return { purpose: purpose(), index, look };
  }

  function nextWords(): Step | undefined {
    // A message with a sentence in it has announced itself already.
    if (!mayBegin && parts.count === 0) return undefined;
    const wanted = shownParts(withoutHalfMarker(latest), "growing");

    /** Whether the text goes on below part `index`, with enough to say for another message. */
    function goesOn(index: number) {
      const further = wanted[index + 1];
      if (further === undefined || further === refusedText) return false;
      return index + 1 < parts.count || hasFirstWords(further);
    }
    function lookOf(index: number): Look | undefined {
      const text = wanted[index];
      return text === undefined ? undefined : { text, control: goesOn(index) ? null : "stop" };
    }

    const look = lookOf(current);
    if (look === undefined || look.text === refusedText) return undefined;
    if (!parts.shows(current, look)) return step(current, look);
    const further = goesOn(current) ? lookOf(current + 1) : undefined;
    return further && step(current + 1, further);
  }

  return {
    get hasWords() {
      return hasWords;
    },
    get mayShowWords() {
      return hasWords && mayBegin;
    },
    get purpose() {
      return purpose();
    },
    tell: (newest) => void (sentence = newest),
    allowSentences: (allowed) => void (maySaySentence = allowed),
    allowWords: () => void (mayBegin = true),
    write(text) {
      latest = text;
      if (text.trim() === "") return;
      hasWords = true;
      if (hasFirstWords(text)) mayBegin = true;
    },
    next() {
      if (hasWords) return nextWords();
      return maySaySentence && sentence !== "" ? step(0, { text: sentence, control: "stop" }) : undefined;
    },
    taken({ purpose, index }) {
      current = index;
      if (purpose !== "progress") showsWords = true;
    },
    refused: ({ look }) => void (refusedText = look.text),
  };
}

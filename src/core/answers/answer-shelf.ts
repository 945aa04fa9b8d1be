import type { StoredAnswer } from "./stored-answers.ts";

/** An answer as it is kept. Never changed: a use of it makes another one. */
export interface KeptAnswer {
  readonly answer: StoredAnswer;
  /** Stand for the channel and the person that it was given to; see {@link digestOf}. */
  readonly channel: string;
  readonly person: string;
  /** Milliseconds since 1970, by the machine's date. */
  readonly givenAt: number;
  readonly usedAt: number;
}

/** Answers by key, no more and no older than its bounds: those that were used least recently go first. */
export interface AnswerShelf {
  /** The answer of `key`, which counts as used now; null where there is none that is fresh. */
  use(key: string): KeptAnswer | null;
  /** Puts it in the place of the one of the same key; passes over one that is too long. */
  put(key: string, kept: KeptAnswer): void;
  /** Lets go of all that `isMeant` is true of. */
  remove(isMeant: (kept: KeptAnswer) => boolean): void;
  /** All that is held, by key. */
  readonly held: ReadonlyMap<string, KeptAnswer>;
}

export interface ShelfBounds {
  /** The age from which an answer is not given any more, and its place is free. */
  readonly maxAgeMs: number;
  readonly maxAnswers: number;
  /** UTF-16 units of all answers together, with the names of their sources. */
  readonly maxLength: number;
  /** The same, of one answer. */
  readonly maxAnswerLength: number;
}

/**
 * A shelf with as many of `found` as it has room for, the last of them first. The date may jump: what was given in a time to come is not given before that time, and stays until it is
 * pushed out.
 */
export function createAnswerShelf(
  bounds: ShelfBounds,
  date: () => number,
  found: Iterable<readonly [key: string, kept: KeptAnswer]> = [],
): AnswerShelf {
  const { maxAgeMs, maxAnswers, maxLength, maxAnswerLength } = bounds;
  /** The least recently used first. */
  const held = new Map<string, KeptAnswer>();
  let length = 0;

  function take(key: string): KeptAnswer | undefined {
    const kept = held.get(key);
    if (kept === undefined) return undefined;
    held.delete(key);
    length -= lengthOf(kept);
    return kept;
  }

  function add(key: string, kept: KeptAnswer): void {
    held.set(key, kept);
    length += lengthOf(kept);
  }

  function remove(isMeant: (kept: KeptAnswer) => boolean): void {
    for (const [key, kept] of held) if (isMeant(kept)) take(key);
  }

  function makeRoom(): void {
    const now = date();
    remove(({ givenAt }) => now - givenAt >= maxAgeMs);
    for (const key of held.keys()) {
      if (held.size <= maxAnswers && length <= maxLength) return;
      take(key);
    }
  }

  for (const [key, kept] of found) add(key, kept);
  makeRoom();

  return {
    held,
    remove,
    use(key) {
      const now = date();
      const kept = held.get(key);
      if (kept === undefined || now < kept.givenAt || now - kept.givenAt >= maxAgeMs) return null;
      take(key);
      add(key, { ...kept, usedAt: now });
      return kept;
    },
    put(key, kept) {
      take(key);
      if (lengthOf(kept) <= maxAnswerLength) add(key, kept);
      makeRoom();
    },
  };
}

function lengthOf({ answer }: KeptAnswer): number {
  const ofSources = answer.sources.map(({ id, file, heading }) => id.length + file.length + heading.length);
  return ofSources.reduce((sum, one) => sum + one, answer.text.length);
}

import type { AskedTerm } from "./question.ts";
import { joins } from "./scoring.ts";
import { isNumber, isSingle } from "./term-kinds.ts";

/** A term that no document has may be a mere turn of phrase, or the very thing that is asked for. */
const UNKNOWN_WEIGHT = 0.85;
/** A name that no document has is the very thing: what a passage says of others is no answer. */
const UNKNOWN_NAME_FACTOR = 1.6;
/** A pair of characters that no document has often only reaches from one word to the next; so it does where both neighbours are known. */
const BETWEEN_KNOWN = 0.2;
const BESIDE_KNOWN = 0.6;
/** One that stands alone is seldom more than a part of the sentence. */
const UNKNOWN_SINGLE = 0.4;
/** The least that a term weighs that all passages have. */
const COMMON_WEIGHT = 0.08;
/** Who asks for a number wants that one. */
const NUMBER_FACTOR = 1.5;

/**
 * How much each of a question's terms says, in their order: the more, the fewer of the `passages` have it. From 0 to 1, and
 * more where it is a name that no document has. `frequencies` says how many do; terms that are not in it are in no document.
 */
export function weightsOf(
  asked: readonly Pick<AskedTerm, "term" | "isName">[],
  frequencies: ReadonlyMap<string, number>,
  passages: number,
): readonly number[] {
  const rarest = Math.log(1 + (passages + 0.5) / 0.5);

  function rarity(count: number): number {
    const rare = Math.log(1 + Math.max(0, passages - count + 0.5) / (count + 0.5)) / rarest;
    return Math.max(COMMON_WEIGHT, Math.min(1, rare));
  }

  function unknown(term: string, before: string | undefined, after: string | undefined): number {
    if (isSingle(term)) return UNKNOWN_WEIGHT * UNKNOWN_SINGLE;
    const known = [joins(before, term) ? before : undefined, joins(term, after) ? after : undefined].filter(
      (one) => one !== undefined && frequencies.has(one),
    );
    return UNKNOWN_WEIGHT * ([1, BESIDE_KNOWN, BETWEEN_KNOWN][known.length] ?? 1);
  }

  return asked.map(({ term, isName }, index) => {
    const count = frequencies.get(term);
    if (count === undefined && isName) return UNKNOWN_WEIGHT * UNKNOWN_NAME_FACTOR;
    const weight =
      count === undefined ? unknown(term, asked[index - 1]?.term, asked[index + 1]?.term) : rarity(count);
    return isNumber(term) ? Math.min(1, weight * NUMBER_FACTOR) : weight;
  });
}

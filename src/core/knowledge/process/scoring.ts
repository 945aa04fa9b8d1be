import { sameMeaning } from "../../wording/same-meaning.ts";
import { indexTermsOf } from "../../wording/terms.ts";
import type { AskedTerm } from "./question.ts";
import { firstOf, isPair, isSingle } from "./term-kinds.ts";

/** How much a term counts by where a passage has it, from 0 to 1. */
const IN_HEADING_OR_AGAIN = 1;
const IN_TEXT = 0.92;
const IN_PATH = 0.75;

/** What stands together in a passage is said together: so many terms in a row are looked at for it. */
const WINDOW_TERMS = 25;
/** What has to be covered there, next to what the passage covers in all. */
const WINDOW_SHARE = 0.6;

/** Where a passage has the terms that were asked for; terms are named by their place in the question. */
interface Places {
  /** In the order of the text. */
  readonly text: readonly { readonly at: number; readonly term: number }[];
  readonly heading: ReadonlySet<number>;
  readonly path: ReadonlySet<number>;
}

/** How much of what was asked for a passage has, and has together, from 0 to 1. */
export function coverage(
  asked: readonly AskedTerm[],
  passage: { readonly text: string; readonly heading: string; readonly file: string },
): number {
  const places = findPlaces(asked, passage);
  const counts = new Map<number, number>();
  for (const { term } of places.text) counts.set(term, (counts.get(term) ?? 0) + 1);
  const all = share(asked, (term) => {
    const count = counts.get(term) ?? 0;
    if (places.heading.has(term) || count > 1) return IN_HEADING_OR_AGAIN;
    if (count === 1) return IN_TEXT;
    return places.path.has(term) ? IN_PATH : 0;
  });
  return (1 - WINDOW_SHARE) * all + WINDOW_SHARE * bestWindow(asked, places);
}

/** The share that the best window has, with the headings above it. */
function bestWindow(asked: readonly AskedTerm[], { text, heading, path }: Places): number {
  const around = (term: number) => (heading.has(term) ? IN_HEADING_OR_AGAIN : path.has(term) ? IN_PATH : 0);
  let best = share(asked, around);
  const inside = new Map<number, number>();
  let end = 0;
  for (const { at, term } of text) {
    for (let next = text[end]; next && next.at < at + WINDOW_TERMS; next = text[++end])
      inside.set(next.term, (inside.get(next.term) ?? 0) + 1);
    best = Math.max(
      best,
      share(asked, (one) => ((inside.get(one) ?? 0) > 0 ? 1 : around(one))),
    );
    inside.set(term, (inside.get(term) ?? 0) - 1);
  }
  return best;
}

/**
 * The share of what is asked for, from 0 to 1. A pair of characters that only reaches from one word to the next is made up
 * for by its neighbours: it need not be there when both are.
 */
function share(asked: readonly AskedTerm[], has: (term: number) => number): number {
  let all = 0;
  let covered = 0;
  asked.forEach(({ term, weight }, index) => {
    all += weight;
    let strength = has(index);
    if (strength === 0 && joins(asked[index - 1]?.term, term) && joins(term, asked[index + 1]?.term))
      strength = Math.min(has(index - 1), has(index + 1));
    covered += weight * strength;
  });
  return all === 0 ? 0 : covered / all;
}

/** Whether both are pairs and the second goes on with the character that the first ends with. */
export function joins(from: string | undefined, to: string | undefined): boolean {
  if (from === undefined || to === undefined || !isPair(from) || !isPair(to)) return false;
  return from.endsWith(firstOf(to));
}

function findPlaces(
  asked: readonly AskedTerm[],
  passage: { readonly text: string; readonly heading: string; readonly file: string },
): Places {
  const places = new Map(asked.map(({ term }, index) => [term, index]));
  for (const [index, { term }] of asked.entries()) {
    for (const other of sameMeaning(term)) if (!places.has(other)) places.set(other, index);
  }
  const singles = asked.some(({ term }) => isSingle(term));
  const placesOf = (term: string) => {
    const place = places.get(term);
    // Each character of a run begins a term; a single one of a question is found by that.
    return place ?? (singles && isPair(term) ? places.get(firstOf(term)) : undefined);
  };
  const placesIn = (text: string) => indexTermsOf(text).flatMap((term) => placesOf(term) ?? []);
  return {
    text: indexTermsOf(passage.text).flatMap((one, at) => {
      const term = placesOf(one);
      return term === undefined ? [] : [{ at, term }];
    }),
    heading: new Set(placesIn(passage.heading)),
    path: new Set(placesIn(passage.file)),
  };
}

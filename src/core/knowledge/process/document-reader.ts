import { indexTermsOf } from "../../wording/terms.ts";
import { cutPassages } from "./reading/cut-passages.ts";
import { readDocument } from "./reading/read-document.ts";

/** A passage with what it is found by. */
export interface PreparedPassage {
  readonly heading: string;
  readonly text: string;
  /** Terms of the text and of the headings, with a blank between them. */
  readonly textTerms: string;
  readonly headingTerms: string;
}

/**
 * Reads a document, some passages at a time, in their order. Throws {@link UnreadableDocument}, or `signal.reason` on abort.
 */
export type DocumentReader = (
  path: string,
  signal: AbortSignal,
) => AsyncIterable<readonly PreparedPassage[], void>;

const PASSAGES_AT_A_TIME = 100;

/** Reads in this thread. */
export const readHere: DocumentReader = async function* (path, signal) {
  let some: PreparedPassage[] = [];
  for await (const draft of cutPassages(readDocument(path, signal))) {
    const heading = storable(draft.heading);
    const text = storable(draft.text);
    some.push({
      heading,
      text,
      textTerms: indexTermsOf(text).join(" "),
      headingTerms: indexTermsOf(heading).join(" "),
    });
    if (some.length < PASSAGES_AT_A_TIME) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
};

/** SQLite takes half a character or a zero for the end of a text. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", " ");
}

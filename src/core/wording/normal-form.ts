import { sify } from "chinese-conv";

/**
 * The text as it is compared: simplified Chinese characters, lower case, one width, letters and digits of any script with
 * one blank where anything else stands. The same for all ways to write the same question. Linear in its length.
 */
export function normalForm(text: string): string {
  return sify(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

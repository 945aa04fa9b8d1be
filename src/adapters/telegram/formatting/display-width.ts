const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f)/u;
const INVISIBLE = /^[\p{M}\p{Cf}\p{Cc}]+$/u;

/** How many columns `text` takes where every letter is as wide as the next, and East Asian ones and emoji twice that. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (WIDE.test(segment)) width += 2;
    else if (!INVISIBLE.test(segment)) width += 1;
  }
  return width;
}

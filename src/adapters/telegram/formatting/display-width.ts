const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f)/u;
const INVISIBLE = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
/** UTF-16 units that are segmented together: each step of the segmenter takes time that grows with the text it is given. */
const STRETCH = 128;

/** How many columns `text` takes where every letter is as wide as the next, and East Asian ones and emoji twice that. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const grapheme of graphemesOf(text)) {
    if (WIDE.test(grapheme)) width += 2;
    else if (!INVISIBLE.test(grapheme)) width += 1;
  }
  return width;
}

function* graphemesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const found = [...graphemes.segment(text.slice(start, start + STRETCH))].map(({ segment }) => segment);
    // The last one may go on behind the stretch.
    if (found.length > 1 && start + STRETCH < text.length) found.pop();
    yield* found;
    start += found.join("").length;
  }
}

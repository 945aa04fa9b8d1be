/** Marks that end a sentence: by themselves, or only with blank space after them. */
const SENTENCE_MARKS = "。！？…";
const SPACED_SENTENCE_MARKS = ".!?";
const PAUSE_MARKS = "，、；：";
const CLOSING_MARKS = ")]}\"'”’」』）】》";
const CODE_MARKS = "`~";
const MAX_CLOSING_MARKS = 3;

/** Whether the unit at `index` must not be the first of a part, because it belongs to what stands before it. */
export function clingsToWhatComesBefore(text: string, index: number): boolean {
  const unit = text.charAt(index);
  return (
    SENTENCE_MARKS.includes(unit) ||
    SPACED_SENTENCE_MARKS.includes(unit) ||
    PAUSE_MARKS.includes(unit) ||
    CLOSING_MARKS.includes(unit) ||
    CODE_MARKS.includes(unit)
  );
}

/** Whether a run of code marks begins at `index` that is long enough for a code block, or is cut off by `end`. */
export function startsFence(text: string, index: number, end: number): boolean {
  const mark = text.charAt(index);
  if (!CODE_MARKS.includes(mark)) return false;
  let run = 1;
  while (run < 3 && index + run < end && text.charAt(index + run) === mark) run++;
  return run === 3 || index + run === end;
}

/** How the text before `index` ends, its last unit being at `last` and nothing but blank space between. */
export function pauseBefore(text: string, last: number, index: number): "sentence" | "word" | undefined {
  const spaced = index - last > 1;
  let mark = last;
  while (last - mark < MAX_CLOSING_MARKS && CLOSING_MARKS.includes(text.charAt(mark))) mark--;
  const unit = text.charAt(mark);
  if (!spaced && clingsToWhatComesBefore(text, index)) return undefined;
  if (SENTENCE_MARKS.includes(unit)) return "sentence";
  if (spaced) return SPACED_SENTENCE_MARKS.includes(unit) ? "sentence" : "word";
  return PAUSE_MARKS.includes(unit) ? "word" : undefined;
}

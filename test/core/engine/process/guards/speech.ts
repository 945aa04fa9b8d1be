import fc from "fast-check";

export const NAMES = ["Ann", "Ann Lee", "李伟", "B"];
export const LONGEST_LABEL = "**Ann Lee:**".length;

/** Text in which labels, halves of labels and line ends are as frequent as they can be. */
export const speech: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      "Ann",
      "ANN",
      "Ann L",
      "Ann Lee",
      "李伟",
      "李",
      "B",
      "**",
      ":",
      "\uFF1A",
      " ",
      "\n",
      "hi",
      "🚀",
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

/** `text` in pieces, between any two characters. */
export function cutUp(text: string): fc.Arbitrary<string[]> {
  const characters = Array.from(text);
  return fc
    .array(fc.boolean(), { minLength: characters.length, maxLength: characters.length })
    .map((cuts) => {
      const pieces = [""];
      for (const [index, character] of characters.entries()) {
        if (cuts[index] === true) pieces.push("");
        pieces.push((pieces.pop() ?? "") + character);
      }
      return pieces;
    });
}

import type { Random } from "./random.ts";

/** What the people of one room ask: never the same twice, and with words that nobody says elsewhere. */
export interface Questions {
  /** The words of this room alone. The model knows them and says them only to whom they were said. */
  readonly marks: readonly string[];
  next(): string;
}

/** None of them stands in a text that the demo model knows by heart. */
const WORDS = [
  ["falcon", "tiger", "rabbit"],
  ["turtle", "dolphin", "beetle"],
  ["spider", "monkey", "donkey"],
  ["pepper", "ginger", "lemon"],
  ["marble", "rocket", "planet"],
  ["copper", "violet", "basket"],
  ["hammer", "anchor", "feather"],
  ["wallet", "mirror", "blanket"],
  ["sparrow", "camel", "thunder"],
] as const;
const STORY = "Tell me a long story";

/** Questions for the room `index`, of which there may be nine; with `story`, a long one comes first. */
export function createQuestions(index: number, story: boolean, random: Random): Questions {
  const marks = WORDS[index];
  if (!marks) throw new Error("There are no words for another room.");
  let phrases = 0;
  let counted = 20;
  let begun = !story;

  /** The digits of a number, said in the room's words. */
  function phrase(number: number): string {
    let words = "";
    for (let rest = number; rest > 0; rest = Math.floor(rest / 3)) words += ` ${marks?.[rest % 3] ?? ""}`;
    return words.trim();
  }

  return {
    marks,
    next() {
      if (!begun) {
        begun = true;
        return STORY; // told whole only as the first thing in a room
      }
      if (counted < 100 && random.chance(0.35)) return `Count to ${counted++}`;
      return `Repeat after me: ${phrase(++phrases + 27)}`;
    },
  };
}

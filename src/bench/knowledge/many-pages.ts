import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Text of a made-up owner, the same for the same seed. */
export interface PageWriter {
  /** A page of 300 words, English or Chinese in turn, with a heading of its own. */
  page(): string;
  /** Some words of the page that was written last, with a few that stand on nearly every page, as a question. */
  question(): string;
}

const WORDS_ON_A_PAGE = 300;
const PAGES_IN_A_FILE = 20;
const FILES_IN_A_FOLDER = 50;
const ENGLISH_WORDS = 20_000;
const CHINESE_WORDS = 20_000;
/** The first of some three thousand in Unicode's order; they mean nothing together. */
const FIRST_CHARACTER = 0x4e00;
const CHARACTERS = 3000;
const SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu ar en il os un".split(" ");
const FRAMES = {
  en: (words: readonly string[]) => `What does the ${words.join(" ")} cost?`,
  zh: (words: readonly string[]) => `请问${words.join("")}多少钱？`,
} as const;

export function createPageWriter(seed: number): PageWriter {
  const random = seededRandom(seed);
  const languages = [
    {
      words: Array.from({ length: ENGLISH_WORDS }, (_, n) => englishWord(n)),
      joint: " ",
      stop: ". ",
      frame: FRAMES.en,
    },
    {
      words: Array.from({ length: CHINESE_WORDS }, (_, n) => chineseWord(n)),
      joint: "",
      stop: "。",
      frame: FRAMES.zh,
    },
  ] as const;
  let pages = 0;
  let last: { readonly drawn: readonly string[]; readonly frame: (words: readonly string[]) => string } = {
    drawn: [],
    frame: FRAMES.en,
  };

  return {
    page() {
      const { words, joint, stop, frame } = languages[pages++ % 2 === 0 ? 0 : 1];
      // As in any language, the n-th most frequent word is about n times as rare as the first.
      const drawn = Array.from(
        { length: WORDS_ON_A_PAGE },
        () => words[Math.floor(words.length ** random()) - 1] ?? "",
      );
      last = { drawn, frame };
      const sentences = chunks(drawn, 12).map((some) => `${some.join(joint)}${stop}`);
      const paragraphs = chunks(sentences, 5).map((some) => some.join("").trim());
      return `## ${drawn.slice(0, 3).join(joint)} ${pages}\n\n${paragraphs.join("\n\n")}\n`;
    },
    question() {
      const from = Math.floor(random() * (WORDS_ON_A_PAGE - 4));
      return last.frame(last.drawn.slice(from, from + 4));
    },
  };
}

/** Writes `pages` pages into folders below `folder`, and returns questions about some of them. */
export async function writePages(
  folder: string,
  pages: number,
  questions: number,
): Promise<readonly string[]> {
  const writer = createPageWriter(1);
  const asked: string[] = [];
  for (let first = 0, file = 0; first < pages; first += PAGES_IN_A_FILE, file++) {
    const within = join(folder, `part-${Math.floor(file / FILES_IN_A_FOLDER) + 1}`);
    await mkdir(within, { recursive: true });
    let text = `# Book ${file + 1}\n\n`;
    for (let page = first; page < Math.min(pages, first + PAGES_IN_A_FILE); page++) {
      text += `${writer.page()}\n`;
      if (asked.length < ((page + 1) * questions) / pages) asked.push(writer.question());
    }
    await writeFile(join(within, `book-${file + 1}.md`), text);
  }
  return asked;
}

function englishWord(number: number): string {
  let rest = number + SYLLABLES.length;
  let word = "";
  for (; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length] ?? "";
  return word;
}

function chineseWord(number: number): string {
  const character = (offset: number) => String.fromCodePoint(FIRST_CHARACTER + (offset % CHARACTERS));
  return `${character(number * 7)}${character(number * 31 + Math.floor(number / CHARACTERS))}`;
}

function chunks<Item>(items: readonly Item[], length: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, n) =>
    items.slice(n * length, (n + 1) * length),
  );
}

/** From 0 up to 1; good enough to draw words with. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { cutPassages } from "../../core/knowledge/process/reading/cut-passages.ts";
import { readDocument } from "../../core/knowledge/process/reading/read-document.ts";
import type { Found, Searcher } from "./outcome.ts";

/** The usual settings of BM25: how soon a word again counts no more, and how much long passages are held back. */
const SATURATION = 1.2;
const LENGTH = 0.75;

const WORD = /\p{Script=Han}|[^\P{L}\p{Script=Han}]+|\p{N}+/gu;

/**
 * What one has in an afternoon, to compare with: BM25 over lower-case words and single Chinese characters, each passage with
 * its headings, for the question alone. The passages are the same as Lantern's. Throws what reading throws.
 */
export async function openKeywordSearch(folder: string, signal: AbortSignal): Promise<Searcher> {
  const passages: Counted[] = [];
  for (const path of await readdir(folder, { recursive: true })) {
    if (!/\.\w+$/.test(path)) continue;
    for await (const { heading, text } of cutPassages(readDocument(join(folder, path), signal))) {
      passages.push(count({ file: path.replaceAll("\\", "/"), heading, text }));
    }
  }
  const meanLength = passages.reduce((sum, { length }) => sum + length, 0) / passages.length;
  const rarity = (word: string) => {
    const having = passages.filter(({ counts }) => counts.has(word)).length;
    return Math.log(1 + (passages.length - having + 0.5) / (having + 0.5));
  };

  return {
    name: "plain keywords",
    async search({ question, folders }, limit) {
      const asked = [...new Set(wordsOf(question))].map((word) => ({ word, rarity: rarity(word) }));
      return passages
        .filter(({ found }) => folders?.some((one) => found.file.startsWith(`${one}/`)) ?? true)
        .map(({ found: { file, heading, text }, counts, length }) => {
          const held = SATURATION * (1 - LENGTH + (LENGTH * length) / meanLength);
          const score = asked.reduce((sum, one) => {
            const times = counts.get(one.word) ?? 0;
            return sum + (one.rarity * times * (SATURATION + 1)) / (times + held);
          }, 0);
          return { file, heading, text, score };
        })
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score)
        .slice(0, limit);
    },
  };
}

interface Counted {
  readonly found: Omit<Found, "score">;
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

function count(found: Omit<Found, "score">): Counted {
  const words = wordsOf(`${found.heading}\n${found.text}`);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { found, counts, length: words.length };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

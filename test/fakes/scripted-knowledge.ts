import {
  type FoundPassage,
  type Knowledge,
  type KnowledgeQuery,
  type KnowledgeStatus,
  type Passage,
} from "../../src/core/knowledge/knowledge.ts";
import { foldersWithin, folderOf, withParents } from "../../src/core/knowledge/folders.ts";

/** Documents that a test has written. */
export interface ScriptedKnowledge extends Knowledge {
  readonly queries: KnowledgeQuery[];
  /** What there is. */
  passages: readonly Passage[];
  /** How well a passage fits, from 0 to 1; by default the share of the question's words that it has. */
  scoreOf: (passage: Passage, query: KnowledgeQuery) => number;
  /** Whether the documents cannot be searched. */
  failing: boolean;
  /** Told before each search is answered; a test can wait in it. */
  beforeAnswer: (query: KnowledgeQuery) => Promise<void> | void;
  reading: KnowledgeStatus["reading"];
  skipped: KnowledgeStatus["skipped"];
}

/** A passage of the file `file`. */
export function scriptedPassage(file: string, text: string, heading = ""): Passage {
  return { id: `${file}#${text.slice(0, 12)}`, file, heading, text };
}

export function createScriptedKnowledge(passages: readonly Passage[] = []): ScriptedKnowledge {
  let current = passages;
  let changes = 0;
  const knowledge: ScriptedKnowledge = {
    queries: [],
    get passages() {
      return current;
    },
    set passages(now) {
      current = now;
      changes++;
    },
    failing: false,
    reading: null,
    skipped: [],
    beforeAnswer: () => undefined,
    scoreOf: ({ heading, text }, { question }) => share(wordsOf(question), wordsOf(`${heading} ${text}`)),
    async search(query, signal): Promise<readonly FoundPassage[]> {
      signal.throwIfAborted();
      knowledge.queries.push(query);
      await knowledge.beforeAnswer(query);
      signal.throwIfAborted();
      if (knowledge.failing) return [];
      return knowledge.passages
        .filter((passage) => isIn(passage, query.folders))
        .map((passage) => scored(passage, knowledge.scoreOf(passage, query)))
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score)
        .slice(0, query.limit);
    },
    passage(id, folders) {
      const found = knowledge.passages.find((one) => one.id === id && isIn(one, folders));
      return Promise.resolve(knowledge.failing ? null : (found ?? null));
    },
    folders: () => withParents(knowledge.passages.map(({ file }) => folderOf(file))),
    version: () => `${changes} ${JSON.stringify(current)}`,
    status: () => ({
      files: new Set(knowledge.passages.map(({ file }) => file)).size,
      passages: knowledge.passages.length,
      reading: knowledge.reading,
      skipped: knowledge.skipped,
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return knowledge;
}

function scored(passage: Passage, score: number): FoundPassage {
  return { ...passage, score };
}

function isIn({ file }: Passage, folders: readonly string[] | null): boolean {
  return folders === null || foldersWithin([folderOf(file)], folders).length > 0;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu));
}

function share(asked: ReadonlySet<string>, there: ReadonlySet<string>): number {
  return asked.size === 0 ? 0 : [...asked].filter((word) => there.has(word)).length / asked.size;
}

import { existsSync } from "node:fs";
import { expect, vi } from "vitest";
import { type KnowledgeOptions, startKnowledge } from "../../../src/core/knowledge/knowledge-client.ts";
import type { Knowledge } from "../../../src/core/knowledge/knowledge.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { type CapturedLog, createCapturedLog } from "../../fakes/captured-log.ts";
import { makeShelf, type Shelf } from "./process/shelf.ts";

const BUILT_LIBRARY = new URL("../../../dist/core/knowledge/process/main.js", import.meta.url);

export interface RunningKnowledge extends AsyncDisposable {
  readonly knowledge: Knowledge;
  readonly shelf: Shelf;
  readonly log: CapturedLog;
  /** The files that are found by `question`, the best first. */
  files(question: string): Promise<readonly string[]>;
}

/** The documents in their own process, on a shelf that goes with it unless one is given. */
export async function runKnowledge(
  documents: Readonly<Record<string, string | Uint8Array>>,
  changes: Partial<KnowledgeOptions> & { readonly shelf?: Shelf } = {},
): Promise<RunningKnowledge> {
  if (!existsSync(BUILT_LIBRARY)) throw new Error("the documents' program is not built: npm run build");
  const { shelf = await makeShelf(), ...others } = changes;
  await shelf.write(documents);
  const log = createCapturedLog();
  const knowledge = await startKnowledge({
    entry: BUILT_LIBRARY,
    folder: shelf.folder,
    file: shelf.file,
    embeddingModel: null,
    rankingModel: null,
    log,
    clock: systemClock,
    signal: new AbortController().signal,
    ...others,
  });
  return {
    knowledge,
    shelf,
    log,
    async files(question) {
      const query = { question, before: [], folders: null, limit: 10 };
      const found = await knowledge.search(query, new AbortController().signal);
      return found.map(({ file }) => file);
    },
    async [Symbol.asyncDispose]() {
      await knowledge[Symbol.asyncDispose]();
      if (!changes.shelf) await shelf[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when all that is there has been read. */
export async function allRead(knowledge: Knowledge): Promise<void> {
  await vi.waitFor(() => expect(knowledge.status().reading).toBeNull(), { timeout: 15_000 });
}

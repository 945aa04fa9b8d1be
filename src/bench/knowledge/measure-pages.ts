import { appendFile, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Knowledge } from "../../core/knowledge/knowledge.ts";
import { startKnowledge } from "../../core/knowledge/knowledge-client.ts";
import type { Log } from "../../core/log.ts";
import { systemClock } from "../../core/system-clock.ts";
import { formatBytes } from "../../models/format-bytes.ts";
import { childPeakBytes } from "../engine-memory.ts";
import { median, percentile } from "../statistics.ts";
import { formatTable } from "../table.ts";
import { formatValue } from "../units.ts";
import { writePages } from "./many-pages.ts";

const QUESTIONS = 300;
const LOOK_EVERY_MS = 20;
const PROGRAM = "knowledge/process/main";
/** In no page. */
const NEW_WORD = "kwyjibo";

export interface PagesOptions {
  readonly pages: number;
  /** Where all of it is written. */
  readonly folder: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Writes pages, has them read and searches them by their words as the bot does, in the process of the documents; returns
 * what that took, as a table.
 */
export async function measurePages(options: PagesOptions): Promise<string> {
  const { pages, folder, signal } = options;
  const idleBytes = await peakWithoutDocuments(options);
  const documents = join(folder, "pages");
  const file = join(folder, "pages.sqlite");
  const questions = await writePages(documents, pages, QUESTIONS);

  const startedAt = performance.now();
  await using knowledge = await open(documents, file, options);
  await readAll(knowledge, signal);
  const readingMs = performance.now() - startedAt;

  const times: number[] = [];
  for (const question of questions) {
    const askedAt = performance.now();
    await search(knowledge, question, signal);
    times.push(performance.now() - askedAt);
  }
  const peakBytes = childPeakBytes(PROGRAM);
  const { size } = await stat(file);

  const changedAt = performance.now();
  await appendFile(join(documents, "part-1", "book-1.md"), `\n\n## News\n\nThe ${NEW_WORD} is here.\n`);
  while ((await search(knowledge, NEW_WORD, signal)).length === 0) {
    await systemClock.sleep(LOOK_EVERY_MS, signal);
  }
  const noticedMs = performance.now() - changedAt;

  return formatTable([
    ["pages", String(pages)],
    ["passages", String(knowledge.status().passages)],
    ["reading and indexing all", `${(readingMs / 1000).toFixed(1)} s`],
    ["more memory than without documents", peakBytes && idleBytes ? formatBytes(peakBytes - idleBytes) : "?"],
    ["the index on disk", formatBytes(size)],
    ["a search, median", formatValue(median(times), "ms")],
    ["a search, 95th percentile", formatValue(percentile(times, 95), "ms")],
    ["until a change of a file is found", formatValue(noticedMs, "ms")],
  ]);
}

function open(folder: string, file: string, { log, signal }: PagesOptions): Promise<Knowledge> {
  return startKnowledge({
    entry: new URL("../../core/knowledge/process/main.js", import.meta.url),
    folder,
    file,
    embeddingModel: null,
    rankingModel: null,
    log,
    clock: systemClock,
    signal,
  });
}

/** Null where nobody can tell. */
async function peakWithoutDocuments(options: PagesOptions): Promise<number | null> {
  const folder = join(options.folder, "nothing");
  await mkdir(folder);
  await using knowledge = await open(folder, join(options.folder, "nothing.sqlite"), options);
  await readAll(knowledge, options.signal);
  return childPeakBytes(PROGRAM);
}

async function readAll(knowledge: Knowledge, signal: AbortSignal): Promise<void> {
  while (knowledge.status().reading !== null) await systemClock.sleep(LOOK_EVERY_MS, signal);
}

function search(knowledge: Knowledge, question: string, signal: AbortSignal) {
  return knowledge.search({ question, before: [], folders: null, limit: 5 }, signal);
}

import { readFile, stat } from "node:fs/promises";
import { troubleCode } from "../database/trouble.ts";
import type { Log } from "../log.ts";
import { closestOf } from "./closest-answers.ts";
import { digestOf } from "./digests.ts";
import { MAX_FAQ_BYTES, parseFaq } from "./faq-text.ts";
import type { PinnedAnswers } from "./pinned-answers.ts";

const MAX_TOLD_PROBLEMS = 20;
const MISSING = "missing";
const NOTHING = { version: "", count: 0, closest: closestOf([]) };

/**
 * The owner's answers in the Markdown file `file`, as `parseFaq` reads it. It is looked at with every question and read
 * again when it has changed; one that is not there holds no answers. What cannot be used of it is logged once, with its
 * line. A file that cannot be read, is no UTF-8 or larger than 1 MB is logged once as well, and what was read before goes
 * on to count. The version is that of the last match, and empty before it.
 */
export function openPinnedAnswers({ file, log }: { file: string; log: Log }): PinnedAnswers {
  let pinned = NOTHING;
  /** What the file looked like when it was last read, well or not. */
  let seen = MISSING;
  let refreshing: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const { stamp, bytes } = await lookAt(file);
    if (stamp === seen) return;
    seen = stamp;
    try {
      pinned = stamp === MISSING ? NOTHING : await read(bytes);
    } catch (error) {
      log.error("the file of pinned answers cannot be read", { file, error });
    }
  }

  async function read(bytes: number) {
    if (bytes > MAX_FAQ_BYTES) throw new RangeError("It is larger than 1 MB.");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
    const { entries, problems } = parseFaq(text);
    log.info("pinned answers were read", { file, answers: entries.length });
    for (const { line, problem } of problems.slice(0, MAX_TOLD_PROBLEMS)) {
      log.warn(`the file of pinned answers has ${problem}`, { file, line });
    }
    const untold = problems.length - MAX_TOLD_PROBLEMS;
    if (untold > 0) log.warn("the file of pinned answers has more of that kind", { file, count: untold });
    return { version: digestOf(text), count: entries.length, closest: closestOf(entries) };
  }

  /** As the file is now. */
  async function current() {
    refreshing ??= refresh().finally(() => (refreshing = undefined));
    await refreshing;
    return pinned;
  }

  return {
    count: async () => (await current()).count,
    match: async (question, limit) => (await current()).closest(question, limit),
    version: () => pinned.version,
  };
}

/** The same stamp for as long as the file was not changed. Never rejects: what is wrong is found when it is read. */
async function lookAt(file: string): Promise<{ readonly stamp: string; readonly bytes: number }> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(file);
    return { stamp: [ino, size, mtimeMs, ctimeMs].join(" "), bytes: size };
  } catch (error) {
    const code = troubleCode(error) ?? "";
    return { stamp: code === "ENOENT" || code === "ENOTDIR" ? MISSING : code, bytes: 0 };
  }
}

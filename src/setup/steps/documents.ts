import { resolve } from "node:path";
import { describeTrouble, troubleCode } from "../../core/database/trouble.ts";
import { folderOf, withParents } from "../../core/knowledge/folders.ts";
import { scanFolder } from "../../core/knowledge/process/scan.ts";
import { visibleText } from "../../visible-text.ts";
import { canBeWritten } from "../env-text.ts";
import { problemWith } from "../problem-with.ts";
import { NONE, type Talk } from "../talk.ts";

/** What lies in a folder of documents. */
interface Found {
  readonly files: number;
  /** As {@link Knowledge.folders} has them. */
  readonly folders: readonly string[];
}

/** Which documents it answers from, who gets to see them, and what becomes of other questions. Paths are taken from `home`. */
export async function askForDocuments(talk: Talk, home: string): Promise<void> {
  const { prompt, questions, texts, draft } = talk;
  prompt.say(texts.documents);
  const found = await askForFolder(talk, home);
  const only = draft.isOn("KNOWLEDGE_ONLY");
  if (found !== null) {
    prompt.say(texts.documentsFound(found.files));
    if (found.folders.length > 1) await askForPublic(talk, found.folders);
  }
  // Without documents there would be nothing that it may answer.
  const wanted = found !== null && (await questions.yesOrNo(texts.askOnly, only));
  if (wanted !== only) draft.set("KNOWLEDGE_ONLY", String(wanted));
}

/** Resolves with what is in the folder; null without one. */
async function askForFolder({ prompt, questions, texts, draft }: Talk, home: string): Promise<Found | null> {
  const current = draft.get("KNOWLEDGE_DIR");
  let found: Found | null = null;
  const answer = await questions.text(texts.askDocuments(current), current, async (text) => {
    if (text === "" || text === NONE) return null;
    if (!canBeWritten(text)) return texts.tooManyQuotes;
    const path = resolve(home, text);
    try {
      found = await lookInto(path, prompt.ended);
      return null;
    } catch (error) {
      const code = troubleCode(error);
      if (code === undefined) throw error;
      const isNone = code === "ENOENT" || code === "ENOTDIR";
      return isNone ? texts.noSuchFolder(path) : texts.closedFolder(path, describeTrouble(error));
    }
  });
  draft.set("KNOWLEDGE_DIR", answer === NONE ? "" : answer);
  return found;
}

async function lookInto(path: string, signal: AbortSignal): Promise<Found> {
  const { files } = await scanFolder(path, signal);
  return { files: files.size, folders: withParents([...files.keys()].map(folderOf)) };
}

/** Which of the folders `there` count where an admin sets no others. */
async function askForPublic(
  { prompt, questions, texts, draft }: Talk,
  there: readonly string[],
): Promise<void> {
  const current = draft.get("KNOWLEDGE_FOLDERS");
  prompt.say(texts.folders(there.map(visibleText)));
  const answer = await questions.text(texts.askFolders(current), current, (text) => {
    // What is set stays with Enter, also while nothing lies there: to take it out would open all the others.
    if (text === current || text === NONE) return null;
    const unknown = text
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "" && !there.includes(one));
    return unknown.length > 0
      ? texts.noSuchFolder(unknown.join(", "))
      : problemWith("KNOWLEDGE_FOLDERS", text);
  });
  draft.set("KNOWLEDGE_FOLDERS", answer === NONE ? "" : answer);
}

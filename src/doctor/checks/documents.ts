import { resolve } from "node:path";
import { describeTrouble, troubleCode } from "../../core/database/trouble.ts";
import { foldersWithin, folderOf, withParents } from "../../core/knowledge/folders.ts";
import { KNOWN_EXTENSIONS } from "../../core/knowledge/process/reading/read-document.ts";
import { type Scan, scanFolder } from "../../core/knowledge/process/scan.ts";
import { bad, type Check, type Finding, ok, warning } from "../check.ts";
import type { Situation } from "../situation.ts";

/** Many folders, on a drive of the network. */
const LIMIT_MS = 60_000;

/** Whether there are documents to answer from, where there should be. */
export function documentsCheck({ config }: Pick<Situation, "config">): Check {
  return {
    name: "Documents",
    limitMs: LIMIT_MS,
    async examine(signal) {
      const { knowledge } = config;
      if (knowledge === null) return ok("none are answered from, since KNOWLEDGE_DIR is empty.");
      const dir = resolve(knowledge.dir);
      try {
        const scan = await scanFolder(dir, signal);
        return [...documentsIn(dir, scan), ...closedIn(scan), ...emptyFolders(knowledge.folders, scan)];
      } catch (error) {
        if (troubleCode(error) === undefined) throw error;
        return unreachable(dir, error);
      }
    },
  };
}

function unreachable(dir: string, error: unknown): readonly Finding[] {
  const code = troubleCode(error);
  if (code === "ENOENT") {
    return bad(`there is no folder ${dir}.`, "Make it, or let KNOWLEDGE_DIR name the right one.");
  }
  if (code === "ENOTDIR") {
    return bad(`${dir} is no folder.`, "Let KNOWLEDGE_DIR name the folder that the documents lie in.");
  }
  if (code === "EACCES" || code === "EPERM") {
    return bad(`${dir} may not be read.`, "Let the user that the bot runs as read it.");
  }
  return bad(`${dir} cannot be read because ${describeTrouble(error)}.`, "Put that right, then check again.");
}

function documentsIn(dir: string, { files, others }: Scan): readonly Finding[] {
  const kinds = [...KNOWN_EXTENSIONS].join(", ");
  if (files.size === 0) {
    const found =
      others === 0 ? "no documents" : `${counted(others, "file")}, but none of a kind that is read`;
    return warning(`${dir} holds ${found}.`, `Put some there that end in ${kinds}.`);
  }
  const rest =
    others === 0 ? "" : `; ${counted(others, "file")} of other kinds ${others === 1 ? "stays" : "stay"} out`;
  return ok(`${dir} holds ${counted(files.size, "document")}${rest}.`);
}

function closedIn({ closed }: Scan): readonly Finding[] {
  const [first] = closed.keys();
  if (first === undefined) return [];
  const more = closed.size === 1 ? "" : ` and ${closed.size - 1} more`;
  return warning(
    `${first}${more} cannot be looked into.`,
    "Let the user that the bot runs as read it, or take it out.",
  );
}

function emptyFolders(wanted: readonly string[] | null, { files }: Scan): readonly Finding[] {
  const there = withParents([...files.keys()].map(folderOf));
  return (wanted ?? [])
    .filter((folder) => foldersWithin(there, [folder]).length === 0)
    .flatMap((folder) =>
      warning(
        `KNOWLEDGE_FOLDERS names ${folder}, where there are no documents.`,
        "Compare it with the folder's name, letter for letter, or put documents there.",
      ),
    );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

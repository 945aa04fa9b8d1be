import { ZodError } from "zod";

const TROUBLES = new Map([
  ["EACCES", "it may not be written to"],
  ["EPERM", "it may not be written to"],
  ["EROFS", "it may not be written to"],
  ["SQLITE_PERM", "it may not be written to"],
  ["SQLITE_READONLY", "it may not be written to"],
  ["ENOTDIR", "a part of its path is a file where a folder should be"],
  ["EEXIST", "a part of its path is a file where a folder should be"],
  ["EISDIR", "it is a folder"],
  ["ENOSPC", "the disk is full"],
  ["SQLITE_FULL", "the disk is full"],
  ["SQLITE_NOTADB", "it is damaged, or no database at all"],
  ["SQLITE_CORRUPT", "it is damaged, or no database at all"],
  ["SQLITE_BUSY", "another program keeps it locked"],
  ["SQLITE_LOCKED", "another program keeps it locked"],
  ["SQLITE_CANTOPEN", "it cannot be opened"],
]);

/** What is wrong with a file or with what is in it, as a part of a sentence for the person who runs the bot. */
export function describeTrouble(error: unknown): string {
  if (error instanceof ZodError || error instanceof SyntaxError)
    return "it is damaged, or from a newer version";
  if (!(error instanceof Error && "code" in error)) return "something unexpected happened";
  const code = String(error.code);
  return TROUBLES.get(code) ?? `the system says ${code}`;
}

import { ZodError } from "zod";
import { HistoryError, type HistoryErrorCode } from "../errors.ts";

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
  ["EDQUOT", "the disk is full"],
  ["SQLITE_FULL", "the disk is full"],
  ["EIO", "the disk reports a fault"],
  ["SQLITE_IOERR", "the disk reports a fault, or is full"],
  ["SQLITE_NOTADB", "it is damaged, or no database at all"],
  ["SQLITE_CORRUPT", "it is damaged, or no database at all"],
  ["SQLITE_BUSY", "another program keeps it locked"],
  ["SQLITE_LOCKED", "another program keeps it locked"],
  ["SQLITE_CANTOPEN", "it cannot be opened; it is a folder, or closed to the bot"],
]);

/** The code of an error of the database or the operating system, such as `SQLITE_FULL`; undefined for any other error. */
export function troubleCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** What is wrong with a file or with what is in it, as a part of a sentence for the person who runs the bot. */
export function describeTrouble(error: unknown): string {
  if (error instanceof ZodError || error instanceof SyntaxError)
    return "it is damaged, or from a newer version";
  const code = troubleCode(error);
  if (code === undefined) return "something unexpected happened";
  return TROUBLES.get(code) ?? `the system says ${code}`;
}

/** `error` as the failure to read or write `what`, such as "The history in /data/lantern.sqlite"; a {@link HistoryError} stays. */
export function storageFailure(what: string, code: HistoryErrorCode, error: unknown): HistoryError {
  if (error instanceof HistoryError) return error;
  const verb = code === "unreadable" ? "read" : "written";
  return new HistoryError(code, `${what} cannot be ${verb}: ${describeTrouble(error)}.`, { cause: error });
}

import { describeTrouble, troubleCode } from "../core/database/trouble.ts";
import { HistoryError, ModelError } from "../core/errors.ts";

/**
 * What went wrong, for the person who runs the bot. Only our own errors speak for themselves: the message of another may hold
 * an address with a token in it, so of those it is the code or the kind.
 */
export function describeError(error: unknown): string {
  if (error instanceof ModelError || error instanceof HistoryError) return error.message.replace(/\.$/, "");
  if (troubleCode(error) !== undefined) return describeTrouble(error);
  return error instanceof Error ? error.name : "something unexpected happened";
}

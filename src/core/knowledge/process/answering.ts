import type { ToLibrary } from "../protocol.ts";
import type { BotSide } from "./bot-side.ts";
import type { Library } from "./library.ts";

/** What the bot says once the index is open. */
export type Request = Exclude<ToLibrary, { type: "open" | "shutdown" }>;

/** Answers the bot from the documents, with nothing where they cannot be searched; `onFailure` hears why. */
export function createAnswering(
  library: Library,
  { say, log }: BotSide,
  onFailure: (error: unknown) => void,
): (request: Request) => Promise<void> {
  const searches = new Map<number, AbortController>();

  async function search({ id, query }: Extract<Request, { type: "search" }>): Promise<void> {
    const abandoned = new AbortController();
    searches.set(id, abandoned);
    try {
      const passages = await library.search(query, abandoned.signal);
      await say({ type: "found", id, passages, version: library.version() });
    } catch (error) {
      if (!abandoned.signal.aborted) throw error; // else nobody waits for an answer
    } finally {
      searches.delete(id);
    }
  }

  async function sayNothing(request: Exclude<Request, { type: "abandon" }>): Promise<void> {
    const { id } = request;
    await say(
      request.type === "search"
        ? { type: "found", id, passages: [], version: library.version() }
        : { type: "passage", id, passage: null },
    );
  }

  return async (request) => {
    const { id } = request;
    if (request.type === "abandon") return searches.get(id)?.abort();
    try {
      if (request.type === "search") return await search(request);
      await say({ type: "passage", id, passage: await library.passage(request.passage, request.folders) });
    } catch (error) {
      log.warn("the documents could not be searched", { error });
      await sayNothing(request);
      onFailure(error);
    }
  };
}

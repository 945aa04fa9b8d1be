import { parentPort } from "node:worker_threads";
import { z } from "zod";
import { type PreparedPassage, readHere } from "./document-reader.ts";
import { UnreadableDocument } from "./reading/read-document.ts";
import type { FromThread } from "./thread-reader.ts";

/** Reads one document after the other, each when it is told to, and goes on with one when it is asked for more of it. */

const request = z.union([z.object({ read: z.string() }), z.object({ more: z.literal(true) })]);

/** Reads nothing before it is asked for something. */
function begin(path: string): AsyncIterator<readonly PreparedPassage[], void> {
  return readHere(path, new AbortController().signal)[Symbol.asyncIterator]();
}

function serve(port: NonNullable<typeof parentPort>): void {
  let passages = begin("");

  async function next(): Promise<FromThread> {
    try {
      const some = await passages.next();
      return some.done === true ? { type: "end" } : { type: "passages", passages: some.value };
    } catch (error) {
      // What is no trouble of the document's ends the thread with a trace.
      if (!(error instanceof UnreadableDocument)) throw error;
      return { type: "unreadable", code: error.code, sentence: error.message };
    }
  }

  port.on("message", (raw: unknown) => {
    const asked = request.parse(raw);
    if ("read" in asked) passages = begin(asked.read);
    void next().then((answer) => port.postMessage(answer));
  });
}

if (parentPort) serve(parentPort);

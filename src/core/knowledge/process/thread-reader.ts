import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import type { DocumentReader } from "./document-reader.ts";
import { UnreadableDocument } from "./reading/read-document.ts";

const fromThread = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("passages"),
    passages: z
      .array(
        z.object({ heading: z.string(), text: z.string(), textTerms: z.string(), headingTerms: z.string() }),
      )
      .readonly(),
  }),
  z.object({ type: z.literal("end") }),
  z.object({
    type: z.literal("unreadable"),
    code: z.enum(["encrypted", "damaged", "too-big", "unsupported", "gone"]),
    sentence: z.string(),
  }),
]);
/** What the thread answers to each message. */
export type FromThread = z.infer<typeof fromThread>;

export interface ThreadReaderOptions {
  /** The built program of the thread. */
  readonly entry: URL;
  readonly clock: Clock;
  /** A document from which nothing came for so long is given up. */
  readonly patienceMs?: number;
  /** What a document may take of the process's memory; one that needs more is given up. */
  readonly maxMegabytes?: number;
  /** The memory that the process has now. */
  readonly residentBytes: () => number;
}

/** Unpacking takes memory at some hundred megabytes a second. */
const MEMORY_LOOK_MS = 20;

export interface ThreadReader extends AsyncDisposable {
  /** One document at a time. */
  readonly read: DocumentReader;
}

/**
 * Reads documents in a thread of its own, so that one that is hard to read holds nothing up. One that never ends or takes
 * too much memory is unreadable, and its thread is ended.
 */
export function createThreadReader(options: ThreadReaderOptions): ThreadReader {
  const { entry, clock, residentBytes, patienceMs = 60_000, maxMegabytes = 320 } = options;
  let worker: Worker | null = null;

  function begin(): Worker {
    // This bounds what scripts hold, and not the bytes that they unpack.
    const started = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: maxMegabytes } });
    started.once("exit", () => {
      if (worker === started) worker = null;
    });
    started.unref();
    return started;
  }

  async function end(): Promise<void> {
    const ended = worker;
    worker = null;
    await ended?.terminate();
  }

  async function outgrows(bytes: number, signal: AbortSignal): Promise<never> {
    do await clock.sleep(MEMORY_LOOK_MS, signal);
    while (residentBytes() <= bytes);
    throw tooMuchMemory();
  }

  async function ask(
    message: { readonly read: string } | { readonly more: true },
    maxBytes: number,
    signal: AbortSignal,
  ) {
    worker ??= begin();
    const over = new AbortController();
    const answered = answerOf(worker, over.signal);
    worker.postMessage(message); // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread, not a window
    const until = AbortSignal.any([signal, over.signal]);
    const patience = clock.sleep(patienceMs, until).then(() => {
      throw new UnreadableDocument("damaged", "Reading it takes too long.");
    });
    try {
      return await Promise.race([answered, patience, outgrows(maxBytes, until)]);
    } catch (error) {
      await end();
      throw error;
    } finally {
      over.abort();
    }
  }

  return {
    async *read(path, signal) {
      signal.throwIfAborted();
      const maxBytes = residentBytes() + maxMegabytes * 1e6;
      let finished = false;
      try {
        for (
          let answer = await ask({ read: path }, maxBytes, signal);
          ;
          answer = await ask({ more: true }, maxBytes, signal)
        ) {
          if (answer.type !== "passages") finished = true;
          if (answer.type === "end") return;
          if (answer.type === "unreadable") throw new UnreadableDocument(answer.code, answer.sentence);
          yield answer.passages;
        }
      } finally {
        // The rest of the document is of no use to anybody.
        if (!finished) await end();
      }
    },
    [Symbol.asyncDispose]: end,
  };
}

/** The thread's next answer. Rejects with {@link UnreadableDocument} when the thread dies over it; never, once it is `over`. */
function answerOf(worker: Worker, over: AbortSignal): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    function onMessage(raw: unknown): void {
      resolve(fromThread.parse(raw));
    }
    function onError(error: unknown): void {
      if (isOutOfMemory(error)) return reject(tooMuchMemory({ cause: error }));
      const sentence = "It cannot be read: something in it is not as it should be.";
      reject(new UnreadableDocument("damaged", sentence, { cause: error }));
    }
    const onExit = () => onError(new Error("The thread ended."));
    worker.once("message", onMessage).once("error", onError).once("exit", onExit);
    over.addEventListener("abort", () => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
    });
  });
}

function tooMuchMemory(options?: ErrorOptions): UnreadableDocument {
  return new UnreadableDocument("damaged", "Reading it takes too much memory.", options);
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

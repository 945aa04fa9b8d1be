import { type ChildProgram, startChildProgram } from "../child-program.ts";
import { HistoryError, ModelError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type FromLibrary, type LibrarySettings, parseFromLibrary, type ToLibrary } from "./protocol.ts";

export type LibraryProcess = ChildProgram<ToLibrary>;

/** What the process says once it is open. */
export type LibraryNews = Exclude<FromLibrary, { type: "failed" | "log" }>;

export interface LibraryProcessOptions {
  /** The built program. */
  readonly entry: URL;
  readonly settings: LibrarySettings;
  readonly log: Log;
  readonly onNews: (news: LibraryNews) => void;
  /** Aborting ends a process that is still being opened. */
  readonly signal: AbortSignal;
}

/**
 * Starts the process and waits until its index can be searched. Throws {@link ModelError} for an embedding or ranking model
 * that cannot be used, {@link HistoryError} `unwritable` for an index that cannot be kept, and `signal.reason` on abort.
 */
export async function startLibraryProcess(options: LibraryProcessOptions): Promise<LibraryProcess> {
  const { entry, log, signal } = options;
  signal.throwIfAborted();
  const child = startChildProgram<ToLibrary>({ name: "library", entry, log });
  const abort = () => child.kill();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await opened(child, options);
    return child;
  } catch (error) {
    child.kill();
    await child.exited;
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function opened(child: LibraryProcess, { settings, log, onNews }: LibraryProcessOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    child.listen((raw) => {
      const message = parseFromLibrary(raw);
      if (message.type === "failed") reject(toError(message));
      else if (message.type === "log") log[message.level](message.message, message.fields);
      else onNews(message);
      if (message.type === "state") resolve();
    });
    void child.exited.then((how) =>
      reject(new ModelError("crashed", `The documents' process ended while it was opening (${how}).`)),
    );
    child.send({ type: "open", ...settings });
  });
}

function toError({ failure, sentence, detail }: Extract<FromLibrary, { type: "failed" }>): Error {
  if (failure === "index") return new HistoryError("unwritable", sentence, { cause: detail });
  return new ModelError(failure, sentence, { cause: detail });
}

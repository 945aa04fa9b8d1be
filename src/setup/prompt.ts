import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** The person went away: Ctrl+C, Ctrl+D, or the end of the input. */
export class PromptEnded extends Error {
  override readonly name = "PromptEnded";
}

/** A talk with the person at the terminal, line by line. */
export interface Prompt extends Disposable {
  /** Shows lines. */
  say(text: string): void;
  /** Resolves with the next line, trimmed. Rejects with {@link PromptEnded}. One question at a time. */
  ask(question: string): Promise<string>;
  /** The same, and what is typed is not shown. */
  askSecret(question: string): Promise<string>;
  /** Aborts with {@link PromptEnded} when the person has gone. */
  readonly ended: AbortSignal;
}

export interface PromptStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
  /** Whether both are a terminal, where lines can be edited and what is typed shows. */
  readonly terminal: boolean;
}

/** Begins to listen to `input`. Who opens it disposes of it; the streams stay open. */
export function openPrompt({ input, output, terminal }: PromptStreams): Prompt {
  const over = new AbortController();
  let hidden = false;
  const echo = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      if (!hidden) output.write(text);
      done();
    },
  });
  Object.defineProperty(echo, "columns", { get: () => output.columns });

  const lines = createInterface({ input, output: echo, terminal, historySize: 0 });
  /** Lines that came before they were asked for, as they do from a file. */
  const early: string[] = [];
  let waiting: ((line: string) => void) | null = null;
  lines.on("line", (line) => {
    if (waiting) waiting(line);
    else early.push(line);
  });
  lines.on("SIGINT", () => lines.close());
  lines.on("close", () => over.abort(new PromptEnded()));

  async function nextLine(): Promise<string> {
    const line = early.shift();
    if (line !== undefined) return line;
    over.signal.throwIfAborted();
    let onEnd = () => {};
    try {
      return await new Promise<string>((resolve, reject) => {
        waiting = resolve;
        onEnd = () => reject(new PromptEnded());
        over.signal.addEventListener("abort", onEnd, { once: true });
      });
    } finally {
      waiting = null;
      over.signal.removeEventListener("abort", onEnd);
    }
  }

  function show(question: string): void {
    if (over.signal.aborted) output.write(question);
    else {
      lines.setPrompt(question);
      lines.prompt();
    }
  }

  return {
    ended: over.signal,
    say: (text) => void output.write(`${text}\n`),
    async ask(question) {
      show(question);
      return (await nextLine()).trim();
    },
    async askSecret(question) {
      show(question);
      hidden = true;
      try {
        return (await nextLine()).trim();
      } finally {
        hidden = false;
        if (terminal) output.write("\n"); // theirs was not shown
      }
    },
    [Symbol.dispose]: () => lines.close(),
  };
}

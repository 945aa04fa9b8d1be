import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { parseFromPlain, type FromPlain, type PlainSettings, type ToPlain } from "./plain-protocol.ts";
import type { AnswerSpan } from "./statistics.ts";

/** The plain way, loaded in a process of its own; it computes only while it is asked to write. */
export interface PlainWay extends AsyncDisposable {
  /** Has the questions answered at once, with so many tokens each. Throws when the process ends or `signal` aborts. */
  write(system: string, questions: readonly string[], tokens: number): Promise<readonly AnswerSpan[]>;
}

/** Starts the process and waits until the model is loaded. Throws when it cannot be, or `signal` aborts. */
export async function startPlainWay(settings: PlainSettings, signal: AbortSignal): Promise<PlainWay> {
  // Whatever this process was started with: the plain way has libuv's own number of pool threads.
  const { UV_THREADPOOL_SIZE: _, ...env } = process.env;
  const child = fork(new URL("./plain-way.js", import.meta.url), [], { env, execArgv: [] });
  const ended = once(child, "exit");

  async function close(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  }

  try {
    await exchange(child, { type: "load", ...settings }, signal);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async write(system, questions, tokens) {
      const answer = await exchange(
        child,
        { type: "write", system, questions: [...questions], tokens },
        signal,
      );
      return answer.type === "written" ? answer.answers : [];
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Says one thing and waits for what comes back. */
function exchange(child: ChildProcess, message: ToPlain, signal: AbortSignal): Promise<FromPlain> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      child.off("message", onMessage).off("exit", onExit);
      signal.removeEventListener("abort", onAbort);
      then();
    };
    const onMessage = (raw: unknown) => settle(() => resolve(parseFromPlain(raw)));
    const onExit = () => settle(() => reject(new Error("The process of the plain way ended too early.")));
    const onAbort = () =>
      settle(() => reject(new Error("the benchmark was stopped", { cause: signal.reason })));
    child.once("message", onMessage).once("exit", onExit);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    else child.send(message);
  });
}

import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { ModelError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type EngineSettings, type FromEngine, parseFromEngine, type ToEngine } from "./protocol.ts";

/** A running engine process with its model loaded. */
export interface EngineProcess {
  /** The model's name. */
  readonly model: string;
  /** Messages to a process that has died are dropped; its death is told by `exited`. */
  send(message: ToEngine): void;
  /** Resolves when the process is gone, with a word on how. */
  readonly exited: Promise<string>;
  kill(): void;
}

export interface EngineProcessOptions {
  /** The built engine program. */
  readonly entry: URL;
  readonly settings: EngineSettings;
  readonly log: Log;
  readonly onStep: (step: Extract<FromEngine, { type: "step" }>) => void;
  /** Aborting ends a process that is still loading. */
  readonly signal: AbortSignal;
}

/** Starts the process and waits until it has loaded the model. Throws {@link ModelError}. */
export async function startEngineProcess(options: EngineProcessOptions): Promise<EngineProcess> {
  const { log, signal } = options;
  signal.throwIfAborted();
  const child = fork(options.entry, [], {
    // One thread for native jobs: with more, decoding and sampling wander between threads and fight with the compute
    // threads for the cores; measured with one answer under way, that costs a third of the speed.
    env: { ...process.env, UV_THREADPOOL_SIZE: "1" },
    execArgv: ["--expose-gc"], // for what the library leaves behind: see llama.ts
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  logErrors(child, log);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, by) => resolve(by ?? `code ${code}`));
  });
  const kill = () => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  try {
    const model = await loaded(child, exited, options);
    return { model, exited, kill, send: (message) => void send(child, message, log) };
  } catch (error) {
    kill();
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

function loaded(
  child: ChildProcess,
  exited: Promise<string>,
  options: EngineProcessOptions,
): Promise<string> {
  const { onStep, log } = options;
  return new Promise((resolve, reject) => {
    child.on("message", (raw: unknown) => {
      const message = parseFromEngine(raw);
      switch (message.type) {
        case "ready":
          resolve(message.model);
          break;
        case "failed":
          log.debug("the engine's own words", { detail: message.detail });
          reject(new ModelError(message.code, message.sentence, { cause: message.detail }));
          break;
        case "step":
          onStep(message);
          break;
      }
    });
    void exited.then((how) =>
      reject(new ModelError("crashed", `The engine ended while it was loading (${how}).`)),
    );
    void send(child, { type: "load", ...options.settings }, log);
  });
}

async function send(child: ChildProcess, message: ToEngine, log: Log): Promise<void> {
  if (!child.connected) return;
  await new Promise<void>((resolve) => {
    child.send(message, (error) => {
      if (error) log.debug("the engine did not take a message", { error });
      resolve();
    });
  });
}

/** Native code speaks on stderr, and its last words tell why it died. */
function logErrors(child: ChildProcess, log: Log): void {
  if (!child.stderr) return;
  createInterface({ input: child.stderr }).on("line", (line) => log.warn("engine says", { line }));
}

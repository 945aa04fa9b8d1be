import { type ChildProgram, startChildProgram } from "../child-program.ts";
import { ModelError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type EngineSettings, type FromEngine, parseFromEngine, type ToEngine } from "./protocol.ts";

/** A running engine process with its model loaded. */
export interface EngineProcess extends Omit<ChildProgram<ToEngine>, "listen"> {
  /** The model's name. */
  readonly model: string;
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

const ENVIRONMENT = {
  // One thread for native jobs: with more, decoding and sampling wander between threads and fight with the compute
  // threads for the cores; measured with one answer under way, that costs a third of the speed.
  UV_THREADPOOL_SIZE: "1",
  // glibc keeps what each thread gave back for that thread: 80 MB of it with Q8_0, since few threads ask for much.
  MALLOC_ARENA_MAX: "1",
  // Memory in pages of 2 MiB where the system leaves that to the program (Linux, glibc from 2.35 on; else it changes nothing):
  // finding 4 KiB ones takes a tenth of the time that reading the weights takes.
  GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
};

/** Starts the process and waits until it has loaded the model. Throws {@link ModelError}. */
export async function startEngineProcess(options: EngineProcessOptions): Promise<EngineProcess> {
  const { entry, log, signal } = options;
  signal.throwIfAborted();
  const child = startChildProgram<ToEngine>({
    name: "engine",
    entry,
    env: ENVIRONMENT,
    nodeOptions: ["--expose-gc"], // for what the library leaves behind: see llama.ts
    log,
  });
  const abort = () => child.kill();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const model = await loaded(child, options);
    return { ...child, model };
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function loaded(
  child: ChildProgram<ToEngine>,
  { settings, onStep, log }: EngineProcessOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    child.listen((raw) => {
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
    void child.exited.then((how) =>
      reject(new ModelError("crashed", `The engine ended while it was loading (${how}).`)),
    );
    child.send({ type: "load", ...settings });
  });
}

import { cpus } from "node:os";
import { inspect } from "node:util";
import { ModelError } from "../../errors.ts";
import { type EngineSettings, type FromEngine, parseToEngine, type ToEngine } from "../protocol.ts";
import { createCoreShare } from "./core-share.ts";
import { createLoop, type Loop } from "./loop.ts";
import { openEngine } from "./open-engine.ts";

/**
 * The engine process: loads the model that its first message names, then answers until it is told to stop or the bot is
 * gone. A process of its own, so that a crash of native code ends no bot, and one pool thread for all native work
 * (UV_THREADPOOL_SIZE=1 in its environment), which keeps the compute threads alone on their cores.
 */
function main(): void {
  let loop: Loop | null = null;
  const stopping = new AbortController();

  process.on("message", (raw: unknown) => {
    const message = parseToEngine(raw);
    if (message.type === "load") void serve(message, stopping.signal, (opened) => (loop = opened));
    else if (message.type === "shutdown") stopping.abort();
    else if (loop) obey(loop, message);
  });
  // The bot decides when the engine ends: Ctrl+C in a terminal reaches both, and answers may still be finished.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => undefined);
  process.on("disconnect", () => process.exit(0));
}

function obey(loop: Loop, message: Exclude<ToEngine, { type: "load" | "shutdown" }>): void {
  switch (message.type) {
    case "answer":
      loop.submit(message.id, message.request);
      break;
    case "stop":
      loop.stop(message.id);
      break;
    case "warm":
      loop.warm(message.request);
      break;
    case "forget":
      loop.forget(message.channel);
      break;
  }
}

async function serve(settings: EngineSettings, signal: AbortSignal, opened: (loop: Loop) => void) {
  const onProblem = (error: unknown) => void process.stderr.write(`parking: ${inspect(error)}\n`);
  const engine = await openEngine(settings, onProblem).catch(async (error: unknown) => {
    await say(toFailure(error));
    process.exit(1);
  });
  let step = emptyStep();
  const loop = createLoop({
    ...engine,
    sampling: settings.sampling,
    cores: createCoreShare({ most: settings.threads, now, idleMs }),
    onEvent: (id, event) => void step.events.push({ id, event }),
    onRefusal: (id, refusal) => void step.refusals.push({ id, refusal }),
    onStep() {
      void say({
        type: "step",
        ...step,
        status: { ...loop.counts(), residentBytes: process.memoryUsage.rss() },
      });
      step = emptyStep();
    },
    now,
    cpuMs() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  });
  opened(loop);
  await say({ type: "ready", model: engine.model.name });
  await loop.run(signal); // a rejection ends the process with a trace on stderr, and the bot starts it again
  await engine.close();
  process.exit(0);
}

function now(): number {
  return performance.now();
}

function idleMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0);
}

function emptyStep(): Pick<Extract<FromEngine, { type: "step" }>, "events" | "refusals"> {
  return { events: [], refusals: [] };
}

function toFailure(error: unknown): FromEngine {
  const { code, message } =
    error instanceof ModelError ? error : { code: "unfit", message: "The engine could not be started." };
  return {
    type: "failed",
    code: code === "missing" || code === "not-a-model" ? code : "unfit",
    sentence: message,
    detail: inspect(error),
  };
}

/** Resolves when the message is on its way; a bot that is gone ends this process through `disconnect`. */
function say(message: FromEngine): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(message, undefined, {}, () => resolve());
    else resolve();
  });
}

main();

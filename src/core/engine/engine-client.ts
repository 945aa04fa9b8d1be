import type { Clock } from "../clock.ts";
import { ModelError } from "../errors.ts";
import { keepRunning } from "../keep-running.ts";
import type { Log } from "../log.ts";
import { type EngineProcess, startEngineProcess } from "./engine-process.ts";
import { figuresOfNothing } from "./figures.ts";
import type { AnswerEvent, AnswerRequest, LanguageModel, ModelStatus } from "./language-model.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import type { EngineSettings, FromEngine } from "./protocol.ts";

export interface EngineOptions {
  /** The built engine program. */
  readonly entry: URL;
  readonly settings: EngineSettings;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborting gives up a start under way. */
  readonly signal: AbortSignal;
}

interface Pending {
  readonly request: AnswerRequest;
  readonly mailbox: Mailbox<AnswerEvent>;
  readonly signal: AbortSignal;
  /** How many processes died over it. */
  deaths: number;
}

/** An answer that has seen this many processes die is given up: it may be what kills them. */
const MAX_DEATHS = 3;
/** See {@link keepRunning}. */
const RESTART_PAUSES_MS = [0, 1000, 3000, 10_000, 30_000];
/** How long an engine that was told to end may take. */
const SHUTDOWN_MS = 2000;

/**
 * Starts the engine in a process of its own, watches it, and starts it again when it dies; answers under way are then
 * written anew. Throws {@link ModelError} when the first start fails.
 */
export async function startEngine(options: EngineOptions): Promise<LanguageModel> {
  const { log, clock } = options;
  const closing = new AbortController();
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let engine: EngineProcess | null = null;
  let status: ModelStatus = { state: "down", model: "", residentBytes: 0, active: 0, waiting: 0 };

  function onStep(step: Extract<FromEngine, { type: "step" }>): void {
    status = { ...status, ...step.status };
    for (const { id, event } of step.events) {
      const mailbox = pending.get(id)?.mailbox;
      mailbox?.put(event);
      if (event.kind === "done") settle(id);
    }
    for (const { id } of step.refusals) {
      settle(id, new ModelError("too-long", "The newest message does not fit the model's window."));
    }
  }

  function settle(id: number, error?: ModelError): void {
    pending.get(id)?.mailbox.close(error);
    pending.delete(id);
  }

  /** Stops an answer that no engine knows of. */
  function stopUnsent(id: number): void {
    pending.get(id)?.mailbox.put({ kind: "done", figures: figuresOfNothing(0) });
    settle(id);
  }

  async function start(signal: AbortSignal): Promise<EngineProcess> {
    const started = await startEngineProcess({ ...options, onStep, signal });
    engine = started;
    status = { ...status, state: "ready", model: started.model };
    void started.exited.then(onExit);
    for (const [id, { request }] of pending) started.send({ type: "answer", id, request });
    return started;
  }

  function onExit(): void {
    engine = null;
    status = { ...status, state: "down", active: 0, waiting: 0 };
  }

  function restartPending(): void {
    for (const [id, one] of pending) {
      if (one.signal.aborted) {
        stopUnsent(id);
      } else if (++one.deaths >= MAX_DEATHS) {
        settle(id, new ModelError("crashed", "The engine died over this answer again and again."));
      } else {
        one.mailbox.put({ kind: "restart" });
      }
    }
  }

  const first = await start(options.signal);
  const watching = keepRunning(
    first,
    {
      start,
      pausesMs: RESTART_PAUSES_MS,
      onDown(how, pauseMs) {
        log.error("the engine died and is started again", {
          how: how ?? "not started",
          pauseMs,
          answersUnderWay: pending.size,
        });
        if (how !== null) restartPending();
      },
      onFailedStart(error) {
        log.error("the engine cannot be started", { error });
        for (const id of pending.keys())
          settle(id, new ModelError("crashed", "The engine is down.", { cause: error }));
      },
      clock,
    },
    closing.signal,
  );

  return {
    status: () => status,
    warm: (request) => engine?.send({ type: "warm", request }),
    forget: (channel) => engine?.send({ type: "forget", channel }),
    async *answer(request, signal) {
      if (closing.signal.aborted) throw new ModelError("stopped", "The engine is shut down.");
      if (signal.aborted) {
        yield { kind: "done", figures: figuresOfNothing(0) };
        return;
      }
      const id = nextId++;
      const mailbox = createMailbox<AnswerEvent>();
      pending.set(id, { request, mailbox, signal, deaths: 0 });
      const stop = () => (engine ? engine.send({ type: "stop", id }) : stopUnsent(id));
      engine?.send({ type: "answer", id, request });
      signal.addEventListener("abort", stop, { once: true });
      try {
        yield* mailbox.read();
      } finally {
        signal.removeEventListener("abort", stop);
        if (pending.delete(id)) stop();
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      engine?.send({ type: "shutdown" });
      const patience = new AbortController();
      await Promise.race([
        watching,
        clock.sleep(SHUTDOWN_MS, patience.signal).then(
          () => engine?.kill(),
          () => undefined,
        ),
      ]);
      patience.abort();
      for (const id of pending.keys()) settle(id, new ModelError("stopped", "The engine is shut down."));
    },
  };
}

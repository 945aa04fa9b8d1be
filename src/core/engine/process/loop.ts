import { randomInt } from "node:crypto";
import type { ChannelId } from "../../chat.ts";
import { figuresOfNothing } from "../figures.ts";
import type { AnswerEvent, AnswerRequest, Sampling } from "../language-model.ts";
import { type Answering, startAnswering, type Step } from "./answering.ts";
import { nextInLine, type Waiter } from "./line.ts";
import { createPlaces, type Place } from "./places.ts";
import { createPrompts } from "./prompts.ts";
import type { TokenModel } from "./token-model.ts";

/** `too-long`: the newest message does not fit the window. */
export type Refusal = "too-long";

export interface LoopOptions {
  readonly model: TokenModel;
  readonly sampling: Sampling;
  /** Hears what became of answer `id`; called within a step, so it must be quick. */
  readonly onEvent: (id: number, event: AnswerEvent) => void;
  readonly onRefusal: (id: number, refusal: Refusal) => void;
  /** Called after each step, when all of its events have been told. */
  readonly onStep: () => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** The engine's one loop: all answers under way take their next token in the same step. */
export interface Loop {
  submit(id: number, request: AnswerRequest): void;
  /** Ends answer `id` at the next step; unknown ids are ignored, since it may just have ended. */
  stop(id: number): void;
  forget(channel: ChannelId): void;
  counts(): { readonly active: number; readonly waiting: number };
  /** Runs until `signal` aborts; rejects when the model fails, after which nothing works any more. */
  run(signal: AbortSignal): Promise<void>;
}

interface Job extends Waiter {
  readonly id: number;
  readonly request: AnswerRequest;
  readonly arrivedAt: number;
  ahead: number | null;
  stopped: boolean;
}

interface Active extends Waiter {
  readonly job: Job;
  readonly place: Place;
  readonly answering: Answering;
}

/** A prompt takes slices of this many tokens while others write, so that their next token does not wait long. */
const SLICE_BESIDE_OTHERS = 64;

export function createLoop(options: LoopOptions): Loop {
  const { model, onEvent, now } = options;
  const prompts = createPrompts(model);
  const places = createPlaces(model.sequences);
  let waiting: Job[] = [];
  let active: Active[] = [];
  const forgotten = new Set<ChannelId>();
  let wake: () => void = () => undefined;

  async function admit(): Promise<void> {
    while (places.free > 0) {
      const job = nextInLine(waiting, active);
      if (!job) break;
      waiting = waiting.filter((other) => other !== job);
      const prompt = prompts.build(job.request);
      if (!prompt) {
        options.onRefusal(job.id, "too-long");
        continue;
      }
      const place = places.take(job.channel);
      const answering = await startAnswering({
        model,
        place,
        prompt,
        request: job.request,
        sampling: options.sampling,
        seed: job.request.seed ?? randomInt(1, 2 ** 31),
        arrivedAt: job.arrivedAt,
        startedAt: now(),
        now,
      });
      active.push({ job, place, answering, channel: job.channel, asker: job.asker });
    }
    for (const [ahead, job] of waiting.entries()) {
      if (job.ahead === ahead) continue;
      job.ahead = ahead;
      onEvent(job.id, { kind: "waiting", ahead });
    }
  }

  function stopWaiting(): void {
    for (const job of waiting.filter(({ stopped }) => stopped)) {
      onEvent(job.id, { kind: "done", figures: figuresOfNothing(now() - job.arrivedAt) });
    }
    waiting = waiting.filter(({ stopped }) => !stopped);
  }

  async function finish(one: Active, ended: Extract<Step, { kind: "ended" }>["ended"]): Promise<void> {
    await one.answering.end();
    active = active.filter((other) => other !== one);
    one.place.release();
    prompts.remember(one.channel, one.answering.text, one.answering.written);
    onEvent(one.job.id, { kind: "done", figures: one.answering.figures(ended) });
  }

  async function forgetIdle(): Promise<void> {
    for (const channel of forgotten) {
      if (active.some((one) => one.channel === channel)) continue;
      forgotten.delete(channel);
      prompts.forget(channel);
      await places.forget(channel);
    }
  }

  /** One token for each answer, one slice for each prompt: the calls of one tick go to the model as one batch. */
  async function step(): Promise<void> {
    for (const one of active.filter(({ job }) => job.stopped)) await finish(one, "stopped");
    const writers = active.filter(({ answering }) => !answering.reading).length;
    const readers = active.length - writers;
    const room = model.batchTokens - writers;
    const slice = Math.max(
      1,
      Math.floor((writers > 0 ? Math.min(SLICE_BESIDE_OTHERS, room) : room) / readers),
    );
    const steps = await Promise.all(
      active.map(async (one) => ({ one, step: await one.answering.step(slice) })),
    );
    for (const { one, step } of steps) {
      if (step.kind === "read") {
        onEvent(one.job.id, { kind: "reading", done: step.done, total: step.total });
        continue;
      }
      if (step.text !== "") onEvent(one.job.id, { kind: "text", text: step.text });
      if (step.kind === "ended") await finish(one, step.ended);
    }
  }

  return {
    submit(id, request) {
      const { channel, asker } = request;
      waiting.push({ id, request, channel, asker, arrivedAt: now(), ahead: null, stopped: false });
      wake();
    },
    stop(id) {
      const job = [...waiting, ...active.map((one) => one.job)].find((job) => job.id === id);
      if (job) job.stopped = true;
      wake();
    },
    forget(channel) {
      forgotten.add(channel);
      wake();
    },
    counts: () => ({ active: active.length, waiting: waiting.length }),
    async run(signal) {
      signal.addEventListener("abort", () => wake(), { once: true });
      while (!signal.aborted) {
        stopWaiting();
        await forgetIdle();
        await admit();
        if (active.length > 0) await step();
        options.onStep();
        if (active.length === 0 && waiting.length === 0 && forgotten.size === 0 && !signal.aborted) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
    },
  };
}

import { randomInt } from "node:crypto";
import type { ChannelId } from "../../chat.ts";
import { figuresOfNothing } from "../figures.ts";
import type { AnswerEnd, AnswerEvent, AnswerRequest, Sampling, WarmRequest } from "../language-model.ts";
import { type Answering, startAnswering } from "./answering.ts";
import type { CoreShare } from "./core-share.ts";
import { createIdleWork } from "./idle-work.ts";
import { nextInLine, type Waiter } from "./line.ts";
import type { Place, Places } from "./places.ts";
import type { Prompts } from "./prompts.ts";
import { createSlicer } from "./slicer.ts";
import type { TokenModel } from "./token-model.ts";

/** `too-long`: the newest message does not fit the window. */
export type Refusal = "too-long";

export interface LoopOptions {
  readonly model: TokenModel;
  readonly prompts: Prompts;
  readonly places: Places;
  readonly sampling: Sampling;
  readonly cores: CoreShare;
  /** Hears what became of answer `id`; called within a step, so it must be quick. */
  readonly onEvent: (id: number, event: AnswerEvent) => void;
  readonly onRefusal: (id: number, refusal: Refusal) => void;
  /** Called after each step, when all of its events have been told. */
  readonly onStep: () => void;
  /** Milliseconds. */
  readonly now: () => number;
  /** Milliseconds that this process has computed so far, on all cores together. */
  readonly cpuMs: () => number;
}

/** The engine's one loop: all answers under way take their next token in the same step. */
export interface Loop {
  submit(id: number, request: AnswerRequest): void;
  /** Ends answer `id` at the next step; unknown ids are ignored, since it may just have ended. */
  stop(id: number): void;
  warm(request: WarmRequest): void;
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

export function createLoop(options: LoopOptions): Loop {
  const { model, prompts, places, cores, onEvent, now, cpuMs } = options;
  const idle = createIdleWork({ prompts, places, mayGoOn: () => waiting.length === 0 && !ending });
  const slicer = createSlicer(model.batchTokens);
  let waiting: Job[] = [];
  let active: Active[] = [];
  let ending = false;
  let wake: () => void = () => undefined;

  async function admit(): Promise<void> {
    while (places.free > 0) {
      const job = nextInLine(waiting, active);
      if (!job) break;
      waiting = waiting.filter((other) => other !== job);
      await begin(job);
    }
    for (const [ahead, job] of waiting.entries()) {
      if (job.ahead === ahead) continue;
      job.ahead = ahead;
      onEvent(job.id, { kind: "waiting", ahead });
    }
  }

  async function begin(job: Job): Promise<void> {
    const { request, channel, asker, arrivedAt } = job;
    const startedAt = now();
    // First the place: what was parked with the channel's state also says how to build the prompt.
    const place = await places.take(channel);
    const prompt = prompts.build(request);
    if (!prompt) {
      place.release();
      options.onRefusal(job.id, "too-long");
      return;
    }
    const answering = await startAnswering({
      detokenize: (tokens, before) => model.detokenize(tokens, before),
      sequence: place.sequence,
      prompt,
      request,
      sampling: { ...options.sampling, temperature: request.temperature ?? options.sampling.temperature },
      seed: request.seed ?? randomInt(1, 2 ** 31),
      arrivedAt,
      startedAt,
      now,
    });
    active.push({ job, place, answering, channel, asker });
    // In the order of their sequences, or one step takes several passes over the weights.
    active.sort((a, b) => a.place.index - b.place.index);
  }

  function stopWaiting(): void {
    for (const job of waiting.filter(({ stopped }) => stopped)) {
      onEvent(job.id, { kind: "done", figures: figuresOfNothing(now() - job.arrivedAt) });
    }
    waiting = waiting.filter(({ stopped }) => !stopped);
  }

  async function stopActive(): Promise<void> {
    for (const one of active.filter(({ job }) => job.stopped))
      finish(one, await one.answering.stop(), "stopped");
  }

  function finish(one: Active, text: string, ended: AnswerEnd): void {
    active = active.filter((other) => other !== one);
    one.place.release();
    const { channel, system, botName, maxAnswerTokens, turns, reference } = one.job.request;
    const answer = one.answering.text();
    if (one.answering.faithful()) prompts.remember(one.channel, answer, one.answering.written);
    // The next question is read sooner when what stands between it and this answer has been read.
    if (answer !== "") {
      const said = [...turns, { role: "assistant", text: answer } as const];
      const reserve = reference?.maxTokens ?? 0;
      idle.warm({ channel, system, botName, maxAnswerTokens, reserve, turns: said, draft: "" });
    }
    if (text !== "") onEvent(one.job.id, { kind: "text", text });
    onEvent(one.job.id, { kind: "done", figures: one.answering.figures(ended) });
  }

  /** One token for each answer, one slice for each prompt: the calls of one tick go to the model as one batch. */
  async function step(): Promise<void> {
    const writers = active.filter(({ answering }) => !answering.reading).length;
    const readers = active.length - writers;
    const slice = slicer.size({ writers, readers });
    const startedAt = now();
    const cpuAtStart = cpuMs();
    model.useThreads(cores.threads);
    const steps = await Promise.all(
      active.map(async (one) => ({ one, step: await one.answering.step(slice) })),
    );
    cores.took(now() - startedAt, cpuMs() - cpuAtStart);
    if (writers > 0 && readers > 0) slicer.tookMs(now() - startedAt);
    for (const { one, step } of steps) {
      switch (step.kind) {
        case "read":
          onEvent(one.job.id, { kind: "reading", done: step.done, total: step.total });
          break;
        case "wrote":
          if (step.text !== "") onEvent(one.job.id, { kind: "text", text: step.text });
          break;
        case "ended":
          finish(one, step.text, step.ended);
          break;
      }
    }
  }

  /** Resolves when there is something to do, at once when there is already. */
  async function work(signal: AbortSignal): Promise<void> {
    while (waiting.length === 0 && active.length === 0 && !signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const ms = await idle.doNext();
      if (ms === 0) continue;
      const timer = ms === null ? undefined : setTimeout(wake, ms);
      await woken;
      clearTimeout(timer);
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
    },
    warm(request) {
      idle.warm(request);
      wake();
    },
    forget(channel) {
      idle.forget(channel);
      wake();
    },
    counts: () => ({ active: active.length, waiting: waiting.length }),
    async run(signal) {
      const end = () => {
        ending = true;
        wake();
      };
      signal.addEventListener("abort", end, { once: true });
      while (!signal.aborted) {
        stopWaiting();
        await stopActive();
        await idle.forgetAll((channel) => active.some((one) => one.channel === channel));
        await admit();
        if (active.length > 0) await step();
        options.onStep();
        await work(signal);
      }
    },
  };
}

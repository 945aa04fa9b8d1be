import { Hono } from "hono";
import { channelId, type Conversation } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { channelBody, readBody } from "./body.ts";
import { commandCall } from "./caller.ts";
import { refuse } from "./refuse.ts";
import { createStreamReply } from "./reply.ts";

export interface CommandsApiOptions {
  readonly core: Conversation;
  readonly clock: Clock;
  /** Keeps note of a call into the core until it has resolved. */
  readonly handOver: (call: Promise<unknown>) => void;
}

/** What is asked of the bot past the line, each answered with one sentence; and the hint that a question is coming. */
export function createCommandsApi({ core, clock, handOver }: CommandsApiOptions): Hono {
  const api = new Hono();

  for (const command of ["stop", "reset", "undo", "forget"] as const) {
    api.post(`/${command}`, async (c) => {
      const body = await readBody(c.req.raw, channelBody);
      if (!body.ok) return refuse(c, body.status, body.code);
      const call = core.command(commandCall(c, command, body.value.channel), createStreamReply(clock));
      handOver(call);
      const answer = await call;
      const undo = command === "reset" && { undo: answer?.control === "undo" };
      return c.json({ sentence: answer?.sentence ?? "", ...undo });
    });
  }

  api.post("/warm", async (c) => {
    const body = await readBody(c.req.raw, channelBody);
    if (!body.ok) return refuse(c, body.status, body.code);
    core.expect(channelId("web", body.value.channel));
    return c.body(null, 204);
  });

  return api;
}
